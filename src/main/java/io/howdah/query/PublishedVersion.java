package io.howdah.query;

import io.howdah.view.AsyncCatalog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The version that a view's readers see, read from the catalog at most once per refresh time, so
 * that a lookup costs one Get and not two. No thread is held while it is read; readers that come
 * meanwhile wait for the same answer.
 */
final class PublishedVersion {
  private final AsyncCatalog catalog;
  private final String view;
  private final long refreshNanos;
  private volatile Reading last;

  private record Reading(CompletableFuture<Long> version, long nanos) {}

  PublishedVersion(AsyncCatalog catalog, String view, Duration refresh) {
    this.catalog = catalog;
    this.view = view;
    this.refreshNanos = refresh.toNanos();
  }

  /** The version, as it was at most the refresh time ago; fails if nothing is published. */
  CompletableFuture<Long> recent() {
    Reading reading = last;
    if (isRecent(reading)) {
      return reading.version;
    }
    synchronized (this) {
      return isRecent(last) ? last.version : now();
    }
  }

  private boolean isRecent(Reading reading) {
    return reading != null
        && System.nanoTime() - reading.nanos < refreshNanos
        && !reading.version.isCompletedExceptionally();
  }

  /** The version as it is now. */
  CompletableFuture<Long> now() {
    long nanos = System.nanoTime();
    CompletableFuture<Long> version =
        catalog
            .published(view)
            .thenApply(found -> found.orElseThrow(() -> new NothingPublishedException(view)));
    last = new Reading(version, nanos);
    return version;
  }
}
