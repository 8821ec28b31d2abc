package io.howdah.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.view.AsyncCatalog;
import io.howdah.view.StreamReport;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Clock;
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
                Reply.ok(
                    json -> {
                      json.writeStartObject();
                      json.writeArrayFieldStart("views");
                      for (PublishedView view : views) {
                        json.writeStartObject();
                        write(view, json);
                        json.writeEndObject();
                      }
                      json.writeEndArray();
                      json.writeEndObject();
                    }));
  }

  /** {@code GET /api/v1/views/{view}}: the view and its newest versions. */
  CompletableFuture<Reply> view(Call call) {
    String name = call.path("view");
    int limit = call.whole("limit", 1, MOST_VERSIONS, USUAL_VERSIONS);
    return entry(name)
        .thenCombine(
            catalog.versions(name),
            (entry, versions) -> {
              Optional<ViewVersion> published =
                  versions.stream()
                      .filter(version -> entry.published().orElse(-1) == version.version())
                      .findFirst();
              PublishedView view = PublishedView.of(entry, published, clock.instant());
              return Reply.ok(
                  json -> {
                    json.writeStartObject();
                    write(view, json);
                    json.writeArrayFieldStart("versions");
                    for (ViewVersion version :
                        versions.subList(0, Math.min(limit, versions.size()))) {
                      write(version, published.filter(version::equals).isPresent(), json);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
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
                Reply.ok(
                    json -> {
                      json.writeStartObject();
                      json.writeArrayFieldStart("streams");
                      for (StreamReport stream : streams) {
                        write(stream, json);
                      }
                      json.writeEndArray();
                      json.writeEndObject();
                    }));
  }

  private CompletableFuture<AsyncCatalog.Entry> entry(String name) {
    return catalog
        .view(name)
        .thenApply(found -> found.orElseThrow(() -> new NoSuchViewException(name)));
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
  }

  private static void write(ViewVersion version, boolean current, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", version.version());
    json.writeStringField("state", version.state().name());
    json.writeBooleanField("current", current);
    json.writeBooleanField("retracted", version.retracted());
    json.writeStringField("model", version.model());
    ManifestJson.write(version.manifest(), json);
    json.writeEndObject();
  }

  private static void write(StreamReport stream, JsonGenerator json) throws IOException {
    json.writeStartObject();
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
    json.writeEndObject();
  }

  private static void write(String name, OptionalLong number, JsonGenerator json)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    }
  }
}
