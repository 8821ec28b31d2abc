package io.howdah.query.http;

import io.howdah.query.ViewReader;
import io.howdah.view.AsyncViews;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;

/**
 * Serves the views of an HBase over HTTP: the API of openapi.json, metrics, and the page. No
 * request holds a thread while HBase works.
 */
public final class HttpServer implements AutoCloseable {
  /** Of clients; one more takes the place of one that the server waits for. */
  static final int MAX_CONNECTIONS = 512;

  private static final Duration HEAD_LIMIT = Duration.ofSeconds(10);
  private static final Duration BODY_LIMIT = Duration.ofSeconds(10);

  /** Bodies that are not whole may fill this part of the heap. */
  private static final int ARRIVED_PART = 8;

  /** Answers that wait to be read may fill this part of the heap. */
  private static final int UNSENT_PART = 4;

  private static final long STOP_MILLIS = 5_000;

  private final ServeConfig config;
  private final AsyncViews views;
  private final ServerMetrics metrics;
  private final GracefulShutdownHandler root;
  private final Listener listener;

  private HttpServer(
      ServeConfig config,
      AsyncViews views,
      ServerMetrics metrics,
      GracefulShutdownHandler root,
      Listener listener) {
    this.config = config;
    this.views = views;
    this.metrics = metrics;
    this.root = root;
    this.listener = listener;
  }

  /**
   * Connects to HBase and begins to listen.
   *
   * @throws IOException if HBase does not answer, the certificate cannot be read or the port is
   *     taken
   */
  public static HttpServer start(ServeConfig config, Configuration conf, Clock clock)
      throws IOException {
    return start(config, conf, clock, Runtime.getRuntime().maxMemory());
  }

  /**
   * @param heap bytes, of which clients that keep the server waiting may fill a part
   */
  static HttpServer start(ServeConfig config, Configuration conf, Clock clock, long heap)
      throws IOException {
    AsyncViews views = AsyncViews.connect(conf, ViewReader.LIMIT);
    ServerMetrics metrics = new ServerMetrics();
    try {
      Connections connections =
          new Connections(MAX_CONNECTIONS, heap / ARRIVED_PART, heap / UNSENT_PART);
      Intake intake = new Intake(config.maxBodyBytes(), within(BODY_LIMIT, config), connections);
      GracefulShutdownHandler root =
          Handlers.gracefulShutdown(
              connections.watched(Site.handler(config, views, metrics, intake, clock)));
      return new HttpServer(config, views, metrics, root, listening(config, connections, root));
    } catch (IOException | RuntimeException e) {
      metrics.close();
      views.close();
      throw e;
    }
  }

  private static Listener listening(ServeConfig config, Connections connections, HttpHandler root)
      throws IOException {
    try {
      int headMillis = (int) within(HEAD_LIMIT, config).toMillis();
      return Listener.open(config, headMillis, MAX_CONNECTIONS, connections, root);
    } catch (BindException e) {
      throw new IOException(
          "Cannot listen on "
              + config.address().getHostAddress()
              + ":"
              + config.port()
              + ": "
              + e.getMessage()
              + "; choose another port with --port",
          e);
    }
  }

  /** No part of an exchange has longer than the whole. */
  private static Duration within(Duration limit, ServeConfig config) {
    return limit.compareTo(config.timeLimit()) < 0 ? limit : config.timeLimit();
  }

  /** Where it listens: its scheme, address and port. */
  public URI address() {
    InetSocketAddress bound = listener.address();
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
    listener.close();
    metrics.close();
    views.close();
  }
}
