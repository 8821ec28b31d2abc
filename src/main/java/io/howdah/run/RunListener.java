package io.howdah.run;

import io.howdah.view.VersionState;
import java.io.IOException;

/** Hears of every step of a run: the console, the report, or a test that ends it at one of them. */
public interface RunListener {
  void reached(VersionState state, RunManifest manifest);

  void progress(JobProgress job) throws IOException;

  /** The run has ended and the catalog knows; nothing that happens here changes that. */
  default void ended(RunOutcome outcome) {}
}
