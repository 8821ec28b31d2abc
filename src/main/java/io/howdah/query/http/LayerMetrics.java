package io.howdah.query.http;

import io.howdah.view.AsyncCatalog;
import io.howdah.view.CatalogRows;
import io.howdah.view.Listed;
import io.howdah.view.StreamReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How old both layers are, as the catalog tells it: gauges of the views and of the streams into
 * them, read anew for every scrape.
 */
final class LayerMetrics {
  private static final int LIMIT_SECONDS = 5;
  private static final double MILLIS = 1_000;

  private final AsyncCatalog catalog;
  private final Clock clock;
  private final MultiGauge published;
  private final MultiGauge ages;
  private final MultiGauge stale;
  private final List<StreamGauge> streams;
  private final Shared<Void> refresh = new Shared<>(this::read);
  private volatile long unreadable;
  private volatile boolean up;

  /** A member of a stream and the view it writes to. */
  private record Member(String view, StreamReport report) {
    Tags tags() {
      return Tags.of(
          "view", view,
          "group", report.group(),
          "member", report.member(),
          "topic", report.topic());
    }
  }

  /** One figure of all streams; a figure that is not known is not shown. */
  private record StreamGauge(MultiGauge gauge, Function<StreamReport, OptionalDouble> figure) {
    void register(List<Member> members) {
      List<MultiGauge.Row<?>> rows = new ArrayList<>();
      for (Member member : members) {
        figure
            .apply(member.report())
            .ifPresent(value -> rows.add(MultiGauge.Row.of(member.tags(), value)));
      }
      gauge.register(rows, true);
    }
  }

  LayerMetrics(AsyncCatalog catalog, Clock clock, MeterRegistry registry) {
    this.catalog = catalog;
    this.clock = clock;
    Gauge.builder("howdah.hbase.up", () -> up ? 1 : 0)
        .description("1 if the catalog answered when the metrics were read")
        .register(registry);
    Gauge.builder("howdah.catalog.unreadable.rows", () -> unreadable)
        .description("Rows of views, versions and streams in the catalog that cannot be read")
        .register(registry);
    published =
        gauge(registry, "howdah.view.published.seconds", "Published version, since the epoch");
    ages = gauge(registry, "howdah.view.age.seconds", "Age of the published version");
    stale = gauge(registry, "howdah.view.stale", "1 if the published version is stale or absent");
    streams =
        List.of(
            new StreamGauge(
                gauge(registry, "howdah.stream.lag", "Events that wait"),
                report -> known(report.lag(), 1)),
            new StreamGauge(
                gauge(registry, "howdah.stream.rate", "Events a second"),
                report -> OptionalDouble.of(report.rate())),
            new StreamGauge(
                gauge(registry, "howdah.stream.events", "Events done since the stream began"),
                report -> OptionalDouble.of((double) report.events())),
            new StreamGauge(
                gauge(
                    registry,
                    "howdah.stream.filled",
                    "Predictions for which the model's card filled in the feature that it fills in"
                        + " most"),
                report -> OptionalDouble.of((double) report.filled())),
            new StreamGauge(
                gauge(
                    registry,
                    "howdah.stream.outdated",
                    "Events older than the published version: nobody sees them"),
                report -> OptionalDouble.of((double) report.outdated())),
            new StreamGauge(
                gauge(registry, "howdah.stream.dead.letters", "Events that cannot be scored"),
                report -> OptionalDouble.of((double) report.rejects())),
            new StreamGauge(
                gauge(
                    registry,
                    "howdah.stream.age.seconds",
                    "From the newest event's time to its being visible"),
                report -> known(report.age(), MILLIS)),
            new StreamGauge(
                gauge(registry, "howdah.stream.told.seconds", "When it told this, since the epoch"),
                report -> OptionalDouble.of(report.at() / MILLIS)));
  }

  private static OptionalDouble known(OptionalLong number, double unit) {
    return number.isPresent()
        ? OptionalDouble.of(number.getAsLong() / unit)
        : OptionalDouble.empty();
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /**
   * Reads the catalog; where it does not answer, {@code howdah.hbase.up} is 0 and the rest gone.
   */
  CompletableFuture<Void> refresh() {
    return refresh.answer();
  }

  private CompletableFuture<Void> read() {
    return catalog
        .all()
        .thenAccept(rows -> register(views(rows), members(rows), rows.unreadable()))
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .handle(
            (done, error) -> {
              up = error == null;
              if (!up) {
                register(List.of(), List.of(), 0);
              }
              return null;
            });
  }

  private List<PublishedView> views(CatalogRows rows) {
    return readable(rows.views()).stream()
        .map(view -> PublishedView.of(view, Optional.empty(), clock.instant()))
        .toList();
  }

  private static List<Member> members(CatalogRows rows) {
    return readable(rows.views()).stream()
        .map(view -> view.view().name())
        .flatMap(
            view -> readable(rows.streams(view)).stream().map(report -> new Member(view, report)))
        .toList();
  }

  private static <T> List<T> readable(List<Listed<T>> rows) {
    return rows.stream().flatMap(row -> row.value().stream()).toList();
  }

  private synchronized void register(
      List<PublishedView> views, List<Member> members, long notReadable) {
    unreadable = notReadable;
    List<MultiGauge.Row<?>> versions = new ArrayList<>();
    List<MultiGauge.Row<?>> old = new ArrayList<>();
    List<MultiGauge.Row<?>> judged = new ArrayList<>();
    for (PublishedView view : views) {
      Tags tags = Tags.of("view", view.definition().name());
      judged.add(MultiGauge.Row.of(tags, view.isStale() ? 1 : 0));
      if (view.published().isPresent()) {
        versions.add(MultiGauge.Row.of(tags, view.published().getAsLong() / MILLIS));
        old.add(MultiGauge.Row.of(tags, view.age().toMillis() / MILLIS));
      }
    }
    published.register(versions, true);
    ages.register(old, true);
    stale.register(judged, true);
    streams.forEach(gauge -> gauge.register(members));
  }
}
