package io.howdah.query.http;

import io.howdah.query.Validity;
import io.howdah.view.AsyncCatalog;
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
 * @param age of that version; zero where nothing is published
 * @param isStale true if nothing is published, or what is is older than the view's valid-for
 */
record PublishedView(
    ViewDefinition definition,
    OptionalLong published,
    Optional<ViewVersion> version,
    Duration age,
    boolean isStale) {
  static PublishedView of(AsyncCatalog.Entry entry, Optional<ViewVersion> version, Instant now) {
    if (entry.published().isEmpty()) {
      return new PublishedView(entry.view(), entry.published(), version, Duration.ZERO, true);
    }
    Instant asOf = Instant.ofEpochMilli(entry.published().getAsLong());
    return new PublishedView(
        entry.view(),
        entry.published(),
        version,
        Validity.age(asOf, now),
        Validity.of(entry.view()).isStale(asOf, now));
  }

  /** Every view, by name. */
  static CompletableFuture<List<PublishedView>> all(AsyncCatalog catalog, Instant now) {
    return catalog
        .views()
        .thenCompose(
            entries -> {
              List<CompletableFuture<PublishedView>> views =
                  entries.stream().map(entry -> read(catalog, entry, now)).toList();
              return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
                  .thenApply(done -> views.stream().map(CompletableFuture::join).toList());
            });
  }

  private static CompletableFuture<PublishedView> read(
      AsyncCatalog catalog, AsyncCatalog.Entry entry, Instant now) {
    return (entry.published().isPresent()
            ? catalog.version(entry.view().name(), entry.published().getAsLong())
            : CompletableFuture.completedFuture(Optional.<ViewVersion>empty()))
        .thenApply(version -> of(entry, version, now));
  }
}
