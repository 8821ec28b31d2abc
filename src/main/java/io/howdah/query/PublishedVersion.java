package io.howdah.query;

import io.howdah.view.Catalog;
import java.io.IOException;
import java.time.Duration;

/**
 * The version that a view's readers see, read from the catalog at most once a refresh time, so that
 * a lookup costs one Get and not two.
 */
final class PublishedVersion {
  private final Catalog catalog;
  private final String view;
  private final long refreshNanos;
  private volatile Reading last;

  private record Reading(long version, long nanos) {}

  PublishedVersion(Catalog catalog, String view, Duration refresh) {
    this.catalog = catalog;
    this.view = view;
    this.refreshNanos = refresh.toNanos();
  }

  /**
   * The version, as it was at most the refresh time ago.
   *
   * @throws IOException if nothing is published
   */
  long recent() throws IOException {
    Reading reading = last;
    return reading == null || System.nanoTime() - reading.nanos >= refreshNanos
        ? now()
        : reading.version;
  }

  /** The version as it is now. */
  long now() throws IOException {
    long nanos = System.nanoTime();
    long version =
        catalog
            .published(view)
            .orElseThrow(
                () ->
                    new IOException(
                        "Cannot look up in view "
                            + view
                            + ": no version is published; run howdah score "
                            + view));
    last = new Reading(version, nanos);
    return version;
  }
}
