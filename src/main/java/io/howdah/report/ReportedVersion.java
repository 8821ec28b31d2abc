package io.howdah.report;

import io.howdah.gate.Histogram;
import io.howdah.run.RunManifest;
import io.howdah.view.VersionState;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a report is made of, besides the rejects.
 *
 * @param manifest of the run
 * @param served the version that readers see
 * @param earlier what the predictions are compared with
 * @param folder of the run, whether it is still there or not
 */
public record ReportedVersion(
    String view,
    long version,
    VersionState state,
    RunManifest manifest,
    OptionalLong served,
    Optional<Earlier> earlier,
    String folder) {
  /** A version that was published before. */
  public record Earlier(long version, Histogram histogram) {}

  boolean isServed() {
    return served.isPresent() && served.getAsLong() == version;
  }
}
