package io.howdah.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.SmallModel;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.predict.Engine;
import io.howdah.predict.FilledCounts;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
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

  private StreamConfig config(boolean tuned) {
    return new StreamConfig(
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
  }

  private int batchSize(boolean tuned) throws Exception {
    StreamConfig config = config(tuned);
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      return new EventScorer(config, serving, Clock.systemUTC()).batchSize();
    }
  }

  private static ConsumerRecord<byte[], byte[]> event(long offset, String value) {
    return new ConsumerRecord<>(
        "events",
        0,
        offset,
        1_000,
        TimestampType.CREATE_TIME,
        3,
        0,
        "key".getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8),
        new RecordHeaders(),
        Optional.empty());
  }

  @Test
  void whatEventsLackIsCountedOncePerPredictionAndTakenOnce() throws Exception {
    model.card("\"x\",\"missing\":0", "\"y\",\"missing\":1");
    String colour = ",\"colour\":\"red\"}";
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      EventScorer scorer = new EventScorer(config(false), serving, Clock.systemUTC());
      scorer.add(event(0, "{\"id\":\"a\",\"x\":1,\"y\":2" + colour));
      scorer.add(event(1, "{\"id\":\"b\",\"x\":null" + colour));
      scorer.add(event(2, "{\"id\":\"c\",\"x\":\"\"" + colour));
      scorer.add(event(3, "{\"id\":\"d\"}")); // no colour: a dead letter
      scorer.add(event(4, null));
      scorer.flush();
      FilledCounts first = scorer.takeFilled();
      assertThat(first.summary().records()).isEqualTo(Map.of("x", 2L, "y", 2L));
      scorer.add(event(5, "{\"id\":\"e\",\"y\":1" + colour));
      scorer.flush();
      assertThat(scorer.takeFilled().summary().records()).isEqualTo(Map.of("x", 1L));
      assertThat(first.summary().records()).isEqualTo(Map.of("x", 2L, "y", 2L));
      assertThat(scorer.takeFilled().values()).isZero();
      assertThat(scorer.takeRows()).hasSize(5);
      assertThat(scorer.takeLetters()).hasSize(1);
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
