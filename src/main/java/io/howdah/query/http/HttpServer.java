package io.howdah.query.http;

import io.howdah.query.ViewReader;
import io.howdah.view.AsyncCatalog;
import io.howdah.view.AsyncViews;
import io.howdah.view.Release;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.xnio.Options;

/**
 * Serves the views of an HBase over HTTP: the API of openapi.json, metrics, and the page. No
 * request holds a thread while HBase works.
 */
public final class HttpServer implements AutoCloseable {
  /** Path of the API's description. */
  static final String OPENAPI = "openapi.json";

  private static final int MAX_CONNECTIONS = 512;
  // a key of 32,767 bytes, each as %XX, in the path
  private static final int MAX_HEADER_BYTES = 128 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_PARAMETERS = 16;
  private static final int HEAD_LIMIT_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 60_000;
  private static final int WORKERS = 4;
  private static final long STOP_MILLIS = 5_000;

  private static final Map<String, String> HEADERS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store",
          "Content-Security-Policy",
              "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");

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
          Handlers.gracefulShutdown(handler(config, views, metrics, clock));
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
            // names and values are decoded strictly, by Call
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
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

  private static HttpHandler handler(
      ServeConfig config, AsyncViews views, ServerMetrics metrics, Clock clock) throws IOException {
    AsyncCatalog catalog = views.catalog();
    ViewReader.Options options =
        new ViewReader.Options(ViewReader.REFRESH, config.nearCache(), clock);
    LookupEndpoints lookups = new LookupEndpoints(new OpenViews(views, options), config.maxKeys());
    CatalogEndpoints catalogs = new CatalogEndpoints(catalog, clock);
    StatusEndpoints status =
        new StatusEndpoints(
            catalog,
            clock,
            metrics,
            new LayerMetrics(catalog, clock, metrics.registry()),
            Release.text());
    Reply openapi = openapi();
    Routes routes = new Routes(metrics, config.maxBodyBytes());
    routes
        .get("/health/live", status::live)
        .get("/health/ready", status::ready)
        .get("/" + OPENAPI, call -> CompletableFuture.completedFuture(openapi));
    routes.behind(endpoint -> guarded(config, endpoint)).get("/metrics", status::metrics);
    routes
        .behind(endpoint -> guarded(config, admitted(config, metrics, endpoint)))
        .get("/api/v1/status", status::status)
        .get("/api/v1/views", catalogs::views)
        .get("/api/v1/views/{view}", catalogs::view)
        .get("/api/v1/views/{view}/streams", catalogs::streams)
        .get("/api/v1/views/{view}/rows", lookups::scan)
        .get("/api/v1/views/{view}/rows/{key}", lookups::one)
        .post("/api/v1/views/{view}/lookup", lookups::many);
    Page page = new Page();
    HttpHandler paths =
        Handlers.path(routes.handler())
            .addExactPath("/", page::start)
            .addPrefixPath("/page", page.files());
    HttpHandler checked =
        config.address().isLoopbackAddress() ? new HostCheck(paths, hosts(config)) : paths;
    return new Deadline(withHeaders(checked), config.timeLimit());
  }

  private static HttpHandler admitted(ServeConfig config, ServerMetrics metrics, HttpHandler next) {
    return new Admission(next, config.maxRequests(), metrics.inFlight(), metrics::refused);
  }

  private static HttpHandler guarded(ServeConfig config, HttpHandler next) {
    return config.token().isPresent() ? new Gatekeeper(next, config.token().get()) : next;
  }

  private static Set<String> hosts(ServeConfig config) {
    Set<String> hosts = new HashSet<>(config.hosts());
    hosts.addAll(Set.of("localhost", "127.0.0.1", "::1", "[::1]"));
    hosts.add(config.address().getHostAddress());
    return hosts;
  }

  private static HttpHandler withHeaders(HttpHandler next) {
    return exchange -> {
      HeaderMap headers = exchange.getResponseHeaders();
      HEADERS.forEach((name, value) -> headers.put(HttpString.tryFromString(name), value));
      next.handleRequest(exchange);
    };
  }

  private static Reply openapi() throws IOException {
    try (InputStream text = HttpServer.class.getResourceAsStream(OPENAPI)) {
      return new Reply(200, "application/json", text.readAllBytes());
    }
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
