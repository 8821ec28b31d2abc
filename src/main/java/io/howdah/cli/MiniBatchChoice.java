package io.howdah.cli;

import io.howdah.batch.Scoring;
import io.howdah.batch.Settings;
import io.howdah.batch.TaskJvm;
import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.TunedSize;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.predict.MiniBatchSize;
import java.io.IOException;

/**
 * The size of a run's mini-batches: what the user or the site says, else what was measured, else
 * the default.
 *
 * @param why the choice, for people
 */
record MiniBatchChoice(MiniBatchSize size, String why) {
  /**
   * @throws IOException if there is no such model
   */
  static MiniBatchChoice of(String model, Session session) throws IOException {
    Scoring scoring = session.settings().scoring();
    if (Settings.isSet(session.conf(), Settings.BATCH_SIZE)) {
      String origin = Settings.origin(session.conf(), Settings.BATCH_SIZE);
      return new MiniBatchChoice(
          scoring.batchSize(),
          scoring.batchSize() instanceof MiniBatchSize.Auto
              ? "each task finds out in its first seconds"
              : "from " + origin);
    }
    ModelArtifact artifact = ModelArtifact.open(model, session.conf());
    TunedSize tuned =
        new TuningFile(artifact, session.conf())
            .sizeFor(
                new Tuning.Case(
                    artifact.card().sha256(),
                    scoring.engine().text(),
                    Cpu.model(),
                    !TaskJvm.isLocal(session.conf())));
    return tuned.rows().isPresent()
        ? new MiniBatchChoice(MiniBatchSize.of(tuned.rows().getAsInt()), tuned.reason())
        : new MiniBatchChoice(
            scoring.batchSize(),
            "the default; "
                + (tuned.reason().isEmpty()
                    ? "howdah tune may find a better one"
                    : tuned.reason()));
  }

  @Override
  public String toString() {
    return size + (size instanceof MiniBatchSize.Fixed ? " rows (" : " (") + why + ")";
  }
}
