package io.howdah.tune;

import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.TunedSize;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.settings.Settings;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The size of a run's mini-batches: what the user or the site says, else what was measured, else
 * the default.
 *
 * @param why the choice, for people
 */
public record MiniBatchChoice(MiniBatchSize size, String why) {
  /**
   * @throws IOException if there is no such model
   */
  public static MiniBatchChoice of(String model, Settings settings, Configuration conf)
      throws IOException {
    Scoring scoring = settings.scoring();
    if (Settings.isSet(conf, Settings.BATCH_SIZE)) {
      String origin = Settings.origin(conf, Settings.BATCH_SIZE);
      return new MiniBatchChoice(
          scoring.batchSize(),
          scoring.batchSize() instanceof MiniBatchSize.Auto
              ? "each task finds out in its first seconds"
              : "from " + origin);
    }
    ModelArtifact artifact = ModelArtifact.open(model, conf);
    TunedSize tuned =
        new TuningFile(artifact, conf)
            .sizeFor(
                new Tuning.Case(
                    artifact.card().sha256(),
                    scoring.engine().text(),
                    Cpu.model(),
                    !Settings.runsLocally(conf)));
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
