package io.howdah.run;

import io.howdah.view.VersionState;

/**
 * How a run ended: {@code PUBLISHED}, {@code LOADED} (not to be published), {@code REJECTED}, or
 * {@code FAILED} with the failure in its manifest.
 *
 * @param folder of the run
 * @param rejects the folder in it that holds them
 */
public record RunOutcome(
    long version, VersionState state, RunManifest manifest, String folder, String rejects) {
  /** Of a run whose folder that is. */
  public static RunOutcome of(
      long version, VersionState state, RunManifest manifest, Staging staging) {
    return new RunOutcome(
        version, state, manifest, staging.folder().toString(), staging.rejects().toString());
  }
}
