package io.howdah.query.http;

import io.howdah.query.Validity;
import io.howdah.view.AsyncCatalog;
import io.howdah.view.Catalog;
import io.howdah.view.Listed;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A view and what readers see of it.
 *
 * @param published version; empty where nothing is published
 * @param version what the catalog tells of that version
 * @param problem why it cannot tell that
 * @param age of that version; zero where nothing is published
 * @param isStale true if nothing is published, or what is is older than the view's valid-for
 */
record PublishedView(
    ViewDefinition definition,
    OptionalLong published,
    Optional<ViewVersion> version,
    Optional<String> problem,
    Duration age,
    boolean isStale) {
  static PublishedView of(Catalog.Entry entry, Optional<Listed<ViewVersion>> version, Instant now) {
    Optional<Instant> asOf =
        entry.published().isPresent()
            ? Optional.of(Instant.ofEpochMilli(entry.published().getAsLong()))
            : Optional.empty();
    return new PublishedView(
        entry.view(),
        entry.published(),
        version.flatMap(Listed::value),
        version.flatMap(Listed::problem),
        asOf.map(since -> Validity.age(since, now)).orElse(Duration.ZERO),
        asOf.isEmpty() || Validity.of(entry.view()).isStale(asOf.get(), now));
  }

  /** Every view, by name, those too whose rows cannot be read. */
  static CompletableFuture<List<Listed<PublishedView>>> all(AsyncCatalog catalog, Instant now) {
    return catalog
        .views()
        .thenCompose(
            rows -> {
              List<CompletableFuture<Listed<PublishedView>>> views =
                  rows.stream().map(row -> read(catalog, row, now)).toList();
              return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
                  .thenApply(done -> views.stream().map(CompletableFuture::join).toList());
            });
  }

  private static CompletableFuture<Listed<PublishedView>> read(
      AsyncCatalog catalog, Listed<Catalog.Entry> row, Instant now) {
    if (row.value().isEmpty()) {
      return CompletableFuture.completedFuture(
          new Listed<>(row.key(), Optional.empty(), row.problem()));
    }
    Catalog.Entry entry = row.value().get();
    return (entry.published().isPresent()
            ? catalog.version(entry.view().name(), entry.published().getAsLong())
            : CompletableFuture.completedFuture(Optional.<Listed<ViewVersion>>empty()))
        .thenApply(
            version ->
                new Listed<>(row.key(), Optional.of(of(entry, version, now)), Optional.empty()));
  }
}
