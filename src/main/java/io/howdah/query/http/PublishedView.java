package io.howdah.query.http;

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
 */
record PublishedView(
    ViewDefinition definition,
    OptionalLong published,
    Optional<ViewVersion> version,
    Duration age) {
  static PublishedView of(AsyncCatalog.Entry entry, Optional<ViewVersion> version, Instant now) {
    return new PublishedView(
        entry.view(),
        entry.published(),
        version,
        entry.published().isPresent()
            ? Duration.between(Instant.ofEpochMilli(entry.published().getAsLong()), now)
            : Duration.ZERO);
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

  /** True if nothing is published, or what is is older than the view's valid-for. */
  boolean isStale() {
    return published.isEmpty()
        || definition.validFor().filter(limit -> age.compareTo(limit) > 0).isPresent();
  }
}
