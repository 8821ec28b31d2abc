package io.howdah.cli;

import io.howdah.batch.ScoreRequest;
import io.howdah.batch.Settings;
import io.howdah.batch.TaskJvm;
import io.howdah.files.GivenPath;
import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.TunedSize;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import java.io.IOException;

/**
 * The size of a run's mini-batches: what the user or the site says, else what was measured, else
 * the default.
 *
 * @param rows or {@link ScoreRequest#AUTO}
 * @param why the choice, for people
 */
record MiniBatchChoice(int rows, String why) {
  /**
   * @throws IOException if there is no such model
   */
  static MiniBatchChoice of(String model, Session session) throws IOException {
    int rows = session.settings().batchSize();
    if (Settings.isSet(session.conf(), Settings.BATCH_SIZE)) {
      String origin = Settings.origin(session.conf(), Settings.BATCH_SIZE);
      return new MiniBatchChoice(
          rows,
          rows == ScoreRequest.AUTO
              ? "each task finds out in its first seconds"
              : "from " + origin);
    }
    ModelArtifact artifact =
        ModelArtifact.open(GivenPath.of(model, session.conf()), session.conf());
    TunedSize tuned =
        new TuningFile(artifact, session.conf())
            .sizeFor(
                new Tuning.Case(
                    artifact.card().sha256(),
                    session.settings().engine().text(),
                    Cpu.model(),
                    !TaskJvm.isLocal(session.conf())));
    return tuned.rows().isPresent()
        ? new MiniBatchChoice(tuned.rows().getAsInt(), tuned.reason())
        : new MiniBatchChoice(
            rows,
            "the default; "
                + (tuned.reason().isEmpty()
                    ? "howdah tune may find a better one"
                    : tuned.reason()));
  }

  @Override
  public String toString() {
    return (rows == ScoreRequest.AUTO ? "auto" : rows + " rows") + " (" + why + ")";
  }
}
