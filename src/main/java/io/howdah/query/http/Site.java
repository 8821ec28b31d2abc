package io.howdah.query.http;

import io.howdah.query.ViewReader;
import io.howdah.view.AsyncCatalog;
import io.howdah.view.AsyncViews;
import io.howdah.view.Release;
import io.undertow.server.HttpHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** What answers at which path, and what a request must pass before. */
final class Site {
  /** Path of the API's description. */
  private static final String OPENAPI = "openapi.json";

  private static final Map<String, String> HEADERS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store",
          "Content-Security-Policy",
              "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");

  private Site() {}

  /** The whole server's. */
  static HttpHandler handler(
      ServeConfig config, AsyncViews views, ServerMetrics metrics, Intake intake, Clock clock)
      throws IOException {
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
    Routes routes = new Routes(metrics, intake);
    UnaryOperator<Endpoint> admitted =
        endpoint ->
            new Admission(endpoint, config.maxRequests(), metrics.inFlight(), metrics::refused);
    routes
        .get("/health/live", status::live)
        .get("/health/ready", status::ready)
        .get("/" + OPENAPI, call -> CompletableFuture.completedFuture(openapi));
    routes.behind(handler -> guarded(config, handler)).get("/metrics", status::metrics);
    routes
        .behind(handler -> guarded(config, handler))
        .get("/api/v1/status", admitted.apply(status::status))
        .get("/api/v1/views", admitted.apply(catalogs::views))
        .get("/api/v1/views/{view}", admitted.apply(catalogs::view), "limit")
        .get("/api/v1/views/{view}/streams", admitted.apply(catalogs::streams))
        .get("/api/v1/views/{view}/rows", admitted.apply(lookups::scan), "prefix", "after", "limit")
        .get("/api/v1/views/{view}/rows/{key}", admitted.apply(lookups::one), "layers")
        .post("/api/v1/views/{view}/lookup", admitted.apply(lookups::many));
    Page page = new Page();
    routes.page("/", page::start).page("/page/{file}", page::file);
    HttpHandler checked =
        config.address().isLoopbackAddress() ? new HostCheck(routes, hosts(config)) : routes;
    return new Deadline(withHeaders(checked), config.timeLimit());
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
    try (InputStream text = Site.class.getResourceAsStream(OPENAPI)) {
      return new Reply(200, "application/json", text.readAllBytes());
    }
  }
}
