package io.howdah.query.http;

import io.howdah.view.AsyncCatalog;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How the server is: for people, for load balancers, for Prometheus. */
final class StatusEndpoints {
  private static final int LIMIT_SECONDS = 3;

  private final Shared<Boolean> isHBaseUp;
  private final Clock clock;
  private final ServerMetrics metrics;
  private final LayerMetrics layers;
  private final String release;
  private final Instant started;

  /**
   * @param release of Howdah
   */
  StatusEndpoints(
      AsyncCatalog catalog,
      Clock clock,
      ServerMetrics metrics,
      LayerMetrics layers,
      String release) {
    this.isHBaseUp = new Shared<>(() -> isUp(catalog));
    this.clock = clock;
    this.metrics = metrics;
    this.layers = layers;
    this.release = release;
    this.started = clock.instant();
  }

  /** {@code GET /api/v1/status}. */
  CompletableFuture<Reply> status(Call call) {
    return isHBaseUp
        .answer()
        .thenApply(
            up ->
                Reply.object(
                    json -> {
                      json.writeStringField("howdah", release);
                      json.writeNumberField("startedAt", started.toEpochMilli());
                      json.writeNumberField("upMillis", clock.millis() - started.toEpochMilli());
                      json.writeStringField("hbase", up ? "up" : "down");
                    }));
  }

  /** {@code GET /health/live}: the process answers. */
  CompletableFuture<Reply> live(Call call) {
    return CompletableFuture.completedFuture(health(200, "up"));
  }

  /** {@code GET /health/ready}: 200 if HBase answers too, 503 if not. */
  CompletableFuture<Reply> ready(Call call) {
    return isHBaseUp.answer().thenApply(up -> up ? health(200, "up") : health(503, "down"));
  }

  /** {@code GET /metrics}. */
  CompletableFuture<Reply> metrics(Call call) {
    return layers
        .refresh()
        .thenApply(done -> Reply.text(ServerMetrics.CONTENT_TYPE, metrics.scrape()));
  }

  private static CompletableFuture<Boolean> isUp(AsyncCatalog catalog) {
    return catalog
        .ping()
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .handle((done, error) -> error == null);
  }

  private static Reply health(int code, String status) {
    return Reply.object(code, json -> json.writeStringField("status", status));
  }
}
