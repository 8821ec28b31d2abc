package io.howdah.query.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The open port. Undertow's own builder does not say when a client connects; it knows one from its
 * first whole request on, and those that never send one would not be seen.
 */
final class Listener implements AutoCloseable {
  // a key of 32,767 bytes, each as %XX, in the path
  private static final int MAX_HEADER_BYTES = 128 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int IDLE_MILLIS = 60_000;
  private static final int WORKERS = 4;
  private static final int BACKLOG = 1_000;
  private static final int BUFFER_BYTES = 16 * 1024 - 20;
  private static final int BUFFERS_PER_THREAD = 4;
  private static final long STOP_SECONDS = 5;

  private final XnioWorker worker;
  private final AcceptingChannel<? extends StreamConnection> port;

  private Listener(XnioWorker worker, AcceptingChannel<? extends StreamConnection> port) {
    this.worker = worker;
    this.port = port;
  }

  /**
   * Begins to listen.
   *
   * @param headMillis from the first byte of a request to the last of its head
   * @param connections is told of every one; the port takes twice as many as they may be, so that a
   *     new one gets as far as to take the place of a silent one
   */
  static Listener open(
      ServeConfig config, int headMillis, int most, Connections connections, HttpHandler root)
      throws IOException {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    HttpOpenListener http =
        new HttpOpenListener(
            new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_PER_THREAD),
            OptionMap.builder()
                // paths and queries are read by Target and QueryParameters: what Undertow makes of
                // them is not looked at, so that it must not be what refuses a key of many
                // semicolons
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.MAX_PARAMETERS, MAX_HEADER_BYTES)
                .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, headMillis)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                .getMap());
    http.setRootHandler(root);
    ChannelListener<AcceptingChannel<StreamConnection>> accept =
        ChannelListeners.openListenerAdapter(
            connection -> {
              connections.opened(connection);
              http.handleEvent(connection);
            });
    Xnio xnio = Xnio.getInstance(Undertow.class.getClassLoader());
    XnioWorker worker =
        xnio.createWorker(
            OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, threads)
                .set(Options.WORKER_TASK_CORE_THREADS, WORKERS)
                .set(Options.WORKER_TASK_MAX_THREADS, WORKERS)
                .set(Options.TCP_NODELAY, true)
                .getMap());
    try {
      return new Listener(worker, port(config, threads, most, worker, accept));
    } catch (IOException | RuntimeException e) {
      worker.shutdownNow();
      throw e;
    }
  }

  private static AcceptingChannel<? extends StreamConnection> port(
      ServeConfig config,
      int threads,
      int most,
      XnioWorker worker,
      ChannelListener<AcceptingChannel<StreamConnection>> accept)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(config.address(), config.port());
    OptionMap options =
        OptionMap.builder()
            .set(Options.WORKER_IO_THREADS, threads)
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BALANCING_TOKENS, 1)
            .set(Options.BALANCING_CONNECTIONS, 2)
            .set(Options.BACKLOG, BACKLOG)
            .set(Options.CONNECTION_HIGH_WATER, 2 * most)
            .set(Options.CONNECTION_LOW_WATER, 2 * most)
            .getMap();
    AcceptingChannel<? extends StreamConnection> port =
        config.tls().isPresent()
            ? new UndertowXnioSsl(
                    worker.getXnio(),
                    OptionMap.create(Options.USE_DIRECT_BUFFERS, true),
                    Certificate.context(config.tls().get()))
                .createSslConnectionServer(worker, address, plain(accept), options)
            : worker.createStreamConnectionServer(address, plain(accept), options);
    port.resumeAccepts();
    return port;
  }

  /** The listener for connections of every kind: each is a stream's. */
  @SuppressWarnings("unchecked")
  private static <C extends StreamConnection> ChannelListener<AcceptingChannel<C>> plain(
      ChannelListener<AcceptingChannel<StreamConnection>> listener) {
    return (ChannelListener<AcceptingChannel<C>>) (ChannelListener<?>) listener;
  }

  InetSocketAddress address() {
    return port.getLocalAddress(InetSocketAddress.class);
  }

  /** Closes the port and every connection. */
  @Override
  public void close() {
    IoUtils.safeClose(port);
    worker.shutdownNow();
    try {
      var unused = worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
