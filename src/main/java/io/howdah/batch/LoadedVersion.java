package io.howdah.batch;

import io.howdah.query.HiddenEvents;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.hbase.client.Connection;

/**
 * A version that a run has loaded and that is about to be published.
 *
 * @param connection to HBase
 * @param catalog where it stands
 */
public record LoadedVersion(Connection connection, Catalog catalog) {
  /** Counts what its publication hides into its manifest. */
  RunManifest counted(String view, long version, RunManifest manifest) throws IOException {
    OptionalLong before = catalog.published(view);
    if (before.isPresent() && before.getAsLong() == version) {
      return manifest; // counted before the pointer was moved
    }
    ViewDefinition definition = catalog.view(view);
    try (ViewTable table = new ViewTable(connection, definition)) {
      return manifest.hiding(
          HiddenEvents.count(
              table, definition, version, before, manifest.lastWritten(), Instant.now()));
    }
  }

  /**
   * Publishes what a run has loaded and not published.
   *
   * @return what that hides
   * @throws IOException if it is not loaded, a newer one is published, or a run is in progress
   */
  public HiddenEvents publish(String view, long version) throws IOException {
    Optional<ViewVersion> found = catalog.version(view, version);
    if (found.isEmpty() || found.get().state() != VersionState.LOADED) {
      // done before, or refused with the reason
      catalog.publication().publishLoaded(view, version);
      return HiddenEvents.NONE;
    }
    RunManifest manifest = counted(view, version, RunManifest.parse(found.get().manifest()));
    catalog.publication().publishLoaded(view, version, manifest.json());
    return manifest.hides() == null ? HiddenEvents.NONE : manifest.hides();
  }
}
