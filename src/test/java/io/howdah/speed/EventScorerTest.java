package io.howdah.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.SmallModel;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.predict.Engine;
import io.howdah.record.RecordFormat;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventScorerTest {
  private static final ViewDefinition VIEW =
      new ViewDefinition(
          "small", "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3);

  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private SmallModel model;

  @BeforeEach
  void writeTheModel() throws Exception {
    model = new SmallModel(folder);
  }

  private int batchSize(boolean tuned) throws Exception {
    StreamConfig config =
        new StreamConfig(
            "small",
            "events",
            "letters",
            "group",
            "member",
            Map.of(),
            RecordFormat.of("json"),
            Optional.of(model.path()),
            false,
            Engine.DL4J,
            256,
            tuned,
            Duration.ZERO,
            1000,
            Duration.ZERO,
            Duration.ZERO,
            false,
            true);
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      return new EventScorer(config, serving, Clock.systemUTC()).batchSize();
    }
  }

  private void tune(String cpu) throws Exception {
    ModelArtifact artifact = ModelArtifact.open(new org.apache.hadoop.fs.Path(model.path()), conf);
    Tuning.Case measured = new Tuning.Case(artifact.card().sha256(), "dl4j", cpu, false);
    new TuningFile(artifact, conf).add(List.of(new Tuning.Entry(measured, 1, 48, 1, 1, 1, 1)));
  }

  @Test
  void takesTheTunedSizeUnlessTheUserNamedOne() throws Exception {
    assertThat(batchSize(true)).isEqualTo(256);
    tune(Cpu.model());
    assertThat(batchSize(true)).isEqualTo(48);
    assertThat(batchSize(false)).isEqualTo(256);
  }

  @Test
  void theTuningOfAnotherCpuIsIgnored() throws Exception {
    tune("Abacus 9000");
    assertThat(batchSize(true)).isEqualTo(256);
  }
}
