package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.view.AsyncCatalog;
import io.howdah.view.Catalog;
import io.howdah.view.Listed;
import io.howdah.view.StreamReport;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What the catalog tells: views, their runs, the streams into them. */
final class CatalogEndpoints {
  private static final int USUAL_VERSIONS = 20;
  private static final int MOST_VERSIONS = 100;

  private final AsyncCatalog catalog;
  private final Clock clock;

  CatalogEndpoints(AsyncCatalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** {@code GET /api/v1/views}. */
  CompletableFuture<Reply> views(Call call) {
    return PublishedView.all(catalog, clock.instant())
        .thenApply(
            views ->
                Reply.object(
                    json -> writeRows("views", views, "view", CatalogEndpoints::write, json)));
  }

  /** {@code GET /api/v1/views/{view}}: the view and its newest versions. */
  CompletableFuture<Reply> view(Call call) {
    String name = call.path("view");
    int limit = call.whole("limit", 1, MOST_VERSIONS, USUAL_VERSIONS);
    return entry(name)
        .thenCombine(
            catalog.history(name),
            (entry, versions) -> {
              Optional<Listed<ViewVersion>> published =
                  versions.stream()
                      .filter(version -> isOf(version, name, entry.published()))
                      .findFirst();
              PublishedView view = PublishedView.of(entry, published, clock.instant());
              return Reply.object(
                  json -> {
                    write(view, json);
                    writeRows(
                        "versions",
                        versions.subList(0, Math.min(limit, versions.size())),
                        "row",
                        (version, to) -> write(version, entry.published(), to),
                        json);
                  });
            });
  }

  /** {@code GET /api/v1/views/{view}/streams}. */
  CompletableFuture<Reply> streams(Call call) {
    String name = call.path("view");
    return entry(name)
        .thenCompose(entry -> catalog.streams(name))
        .thenApply(
            streams ->
                Reply.object(
                    json -> writeRows("streams", streams, "row", CatalogEndpoints::write, json)));
  }

  private CompletableFuture<Catalog.Entry> entry(String name) {
    return catalog
        .view(name)
        .thenApply(found -> found.orElseThrow(() -> new NoSuchViewException(name)));
  }

  private static boolean isOf(Listed<ViewVersion> row, String view, OptionalLong version) {
    return version.isPresent() && row.key().equals(view + "/" + version.getAsLong());
  }

  /** Writes the fields of one thing. */
  private interface Fields<T> {
    void write(T thing, JsonGenerator json) throws IOException;
  }

  /**
   * An array of what rows of the catalog say or, where one cannot be read, of what is wrong with
   * it.
   *
   * @param key the field that names such a row
   */
  private static <T> void writeRows(
      String name, List<Listed<T>> rows, String key, Fields<T> fields, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Listed<T> row : rows) {
      json.writeStartObject();
      if (row.value().isPresent()) {
        fields.write(row.value().get(), json);
      } else {
        json.writeStringField(key, row.key());
        json.writeStringField("problem", row.problem().orElseThrow());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(PublishedView view, JsonGenerator json) throws IOException {
    ViewDefinition definition = view.definition();
    json.writeStringField("view", definition.name());
    json.writeStringField("task", definition.task());
    json.writeStringField("mode", definition.mode().text());
    json.writeNumberField("retain", definition.retain());
    if (definition.validFor().isPresent()) {
      json.writeNumberField("validForMillis", definition.validFor().get().toMillis());
    }
    if (definition.expireAfter().isPresent()) {
      json.writeNumberField("expireAfterMillis", definition.expireAfter().get().toMillis());
    }
    if (view.published().isEmpty()) {
      json.writeNullField("published");
    } else {
      json.writeNumberField("published", view.published().getAsLong());
      json.writeNumberField("ageMillis", view.age().toMillis());
    }
    json.writeBooleanField("stale", view.isStale());
    if (view.version().isPresent()) {
      json.writeStringField("model", view.version().get().model());
      ManifestJson.writeRowsWritten(view.version().get().manifest(), json);
    }
    if (view.problem().isPresent()) {
      json.writeStringField("problem", view.problem().get());
    }
  }

  private static void write(ViewVersion version, OptionalLong published, JsonGenerator json)
      throws IOException {
    json.writeNumberField("version", version.version());
    json.writeStringField("state", version.state().name());
    json.writeBooleanField("current", published.equals(OptionalLong.of(version.version())));
    json.writeBooleanField("retracted", version.retracted());
    json.writeStringField("model", version.model());
    ManifestJson.write(version.manifest(), json);
  }

  private static void write(StreamReport stream, JsonGenerator json) throws IOException {
    json.writeStringField("group", stream.group());
    json.writeStringField("member", stream.member());
    json.writeStringField("topic", stream.topic());
    json.writeStringField("model", stream.model());
    json.writeNumberField("at", stream.at());
    json.writeNumberField("events", stream.events());
    json.writeNumberField("written", stream.written());
    json.writeNumberField("filled", stream.filled());
    json.writeStringField("filledFeature", stream.filledFeature());
    json.writeNumberField("deleted", stream.deleted());
    json.writeNumberField("outdated", stream.outdated());
    json.writeNumberField("inSeconds", stream.inSeconds());
    json.writeNumberField("rejects", stream.rejects());
    write("lag", stream.lag(), json);
    json.writeNumberField("rate", stream.rate());
    write("newest", stream.newest(), json);
    write("ageMillis", stream.age(), json);
  }

  private static void write(String name, OptionalLong number, JsonGenerator json)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    }
  }
}
