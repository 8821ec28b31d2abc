package io.howdah.query.http;

import io.howdah.query.ViewReader;
import io.howdah.view.AsyncViews;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import org.apache.hadoop.conf.Configuration;
import org.xnio.Options;

/**
 * Serves the views of an HBase over HTTP: the API of openapi.json, metrics, and the page. No
 * request holds a thread while HBase works.
 */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 512;
  // a key of 32,767 bytes, each as %XX, in the path
  private static final int MAX_HEADER_BYTES = 128 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int HEAD_LIMIT_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 60_000;
  private static final int WORKERS = 4;
  private static final long STOP_MILLIS = 5_000;

  private final ServeConfig config;
  private final AsyncViews views;
  private final ServerMetrics metrics;
  private final GracefulShutdownHandler root;
  private final Undertow server;

  private HttpServer(
      ServeConfig config,
      AsyncViews views,
      ServerMetrics metrics,
      GracefulShutdownHandler root,
      Undertow server) {
    this.config = config;
    this.views = views;
    this.metrics = metrics;
    this.root = root;
    this.server = server;
  }

  /**
   * Connects to HBase and begins to listen.
   *
   * @throws IOException if HBase does not answer, the certificate cannot be read or the port is
   *     taken
   */
  public static HttpServer start(ServeConfig config, Configuration conf, Clock clock)
      throws IOException {
    AsyncViews views = AsyncViews.connect(conf, ViewReader.LIMIT);
    ServerMetrics metrics = new ServerMetrics();
    try {
      GracefulShutdownHandler root =
          Handlers.gracefulShutdown(Site.handler(config, views, metrics, clock));
      Undertow server = listening(config, root);
      HttpServer started = new HttpServer(config, views, metrics, root, server);
      started.listen();
      return started;
    } catch (IOException | RuntimeException e) {
      metrics.close();
      views.close();
      throw e;
    }
  }

  private void listen() throws IOException {
    try {
      server.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException) {
        throw new IOException(
            "Cannot listen on "
                + config.address().getHostAddress()
                + ":"
                + config.port()
                + ": "
                + e.getCause().getMessage()
                + "; choose another port with --port",
            e);
      }
      throw e;
    }
  }

  private static Undertow listening(ServeConfig config, HttpHandler root) throws IOException {
    Undertow.Builder server =
        Undertow.builder()
            .setIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
            .setWorkerThreads(WORKERS)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS)
            .setSocketOption(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS)
            // paths and queries are read by Target and QueryParameters: what Undertow makes of them
            // is not looked at, so that it must not be what refuses a key of many semicolons
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEAD_LIMIT_MILLIS)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
            .setHandler(root);
    String address = config.address().getHostAddress();
    if (config.tls().isPresent()) {
      server.addHttpsListener(config.port(), address, Certificate.context(config.tls().get()));
    } else {
      server.addHttpListener(config.port(), address);
    }
    return server.build();
  }

  /** Where it listens: its scheme, address and port. */
  public URI address() {
    InetSocketAddress bound = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        (config.tls().isPresent() ? "https" : "http")
            + "://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + bound.getPort());
  }

  /** Takes no more requests, finishes those that are worked on, for at most 5 s. */
  @Override
  public void close() throws IOException {
    root.shutdown();
    try {
      var unused = root.awaitShutdown(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
    metrics.close();
    views.close();
  }
}
