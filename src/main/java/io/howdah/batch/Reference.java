package io.howdah.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.view.Catalog;
import io.howdah.view.ViewMode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;

/**
 * The published version, which a run is compared with.
 *
 * @param mode of the view
 * @param manifest of its run; empty if it cannot be read
 * @param keys a sample of them; empty if its run left none that can be read
 */
record Reference(
    ViewMode mode, long version, Optional<RunManifest> manifest, Optional<Overlap.Sample> keys) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Empty where nothing is published. */
  static Optional<Reference> published(Catalog catalog, Configuration conf, String view)
      throws IOException {
    OptionalLong version = catalog.published(view);
    if (version.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunManifest> manifest =
        catalog
            .version(view, version.getAsLong())
            .flatMap(published -> parse(published.manifest()));
    return Optional.of(
        new Reference(
            catalog.view(view).mode(),
            version.getAsLong(),
            manifest,
            keys(manifest, new Staging(conf, view, version.getAsLong()))));
  }

  /** What a newer Howdah wrote may have more fields; what none wrote tells nothing. */
  private static Optional<RunManifest> parse(String manifest) {
    try {
      return Optional.ofNullable(JSON.readValue(manifest, RunManifest.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Overlap.Sample> keys(Optional<RunManifest> manifest, Staging staging)
      throws IOException {
    Optional<Counts> counts = manifest.map(RunManifest::counts);
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    long rows = counts.get().keysWritten();
    try {
      return KeySketch.read(staging.files(), staging.sample(), rows)
          .map(keys -> new Overlap.Sample(keys, rows));
    } catch (FileNotFoundException | AccessControlException e) {
      return Optional.empty(); // an older Howdah's run, a folder that was cleaned, another user's
    }
  }

  Optional<Histogram> histogram() {
    return manifest.map(RunManifest::histogram);
  }
}
