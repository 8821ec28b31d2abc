package io.howdah.batch;

import io.howdah.query.HiddenEventCount;
import io.howdah.run.Run;
import io.howdah.run.RunManifest;
import io.howdah.run.Staging;
import io.howdah.view.Catalog;
import io.howdah.view.HiddenEvents;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;

/**
 * A version that a run has loaded and that is about to be published.
 *
 * @param conf of the cluster on which the run's folder lies
 * @param connection to HBase
 * @param catalog where it stands
 */
public record LoadedVersion(Configuration conf, Connection connection, Catalog catalog) {
  /** Counts what a run's publication hides into its manifest. */
  public void count(Run run) throws IOException {
    run.update(run.patiently(() -> counted(run.view(), run.version(), run.manifest())));
  }

  private RunManifest counted(String view, long version, RunManifest manifest) throws IOException {
    OptionalLong before = catalog.published(view);
    if (before.isPresent() && before.getAsLong() == version) {
      return manifest; // counted before the pointer was moved
    }
    ViewDefinition definition = catalog.view(view);
    try (ViewTable table = new ViewTable(connection, definition)) {
      return manifest.hiding(
          HiddenEventCount.before(
              table, definition, version, before, manifest.lastWritten(), Instant.now()));
    }
  }

  /**
   * Publishes what a run has loaded and not published.
   *
   * @return what that hides; empty where its run did not count that
   * @throws IOException if it is not loaded, a newer one is published, or a run is in progress
   */
  public Optional<HiddenEvents> publish(String view, long version) throws IOException {
    Optional<ViewVersion> found = catalog.version(view, version);
    if (found.isEmpty() || found.get().state() != VersionState.LOADED) {
      // done before, or refused with the reason
      catalog.publication().publishLoaded(view, version);
      return Optional.ofNullable(manifest(view, version).hides());
    }
    RunManifest manifest = counted(view, version, RunManifest.parse(found.get().manifest()));
    catalog.publication().publishLoaded(view, version, manifest.json());
    return Optional.ofNullable(manifest.hides());
  }

  /** Brings the manifest in the run's folder, if that is still there, up to the catalog's. */
  public void keepManifest(String view, long version) throws IOException {
    new Staging(conf, view, version).rewrite(manifest(view, version));
  }

  private RunManifest manifest(String view, long version) throws IOException {
    return RunManifest.parse(catalog.version(view, version).orElseThrow().manifest());
  }
}
