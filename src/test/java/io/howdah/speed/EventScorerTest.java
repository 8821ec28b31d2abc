package io.howdah.speed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import io.howdah.record.RejectCause;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  private StreamConfig config(RecordFormat format, boolean tuned) {
    return new StreamConfig(
        "small",
        "events",
        "letters",
        "group",
        "member",
        Map.of(),
        format,
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
    StreamConfig config = config(RecordFormat.of("json"), tuned);
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      return new EventScorer(config, serving, Clock.systemUTC()).batchSize();
    }
  }

  /** The keys of the rows and the causes of the dead letters that events make, in their order. */
  private List<String> outcomes(RecordFormat.Kind kind, char delimiter, List<byte[]> values)
      throws Exception {
    List<String> columns = List.of("x", "y", "colour", "id");
    StreamConfig config = config(new RecordFormat(kind, delimiter, false, columns), false);
    List<String> outcomes = new ArrayList<>();
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      EventScorer scorer = new EventScorer(config, serving, Clock.systemUTC());
      for (byte[] value : values) {
        scorer.add(event(null, value));
        scorer.flush();
        scorer.takeRows().forEach(row -> outcomes.add(new String(row.key(), UTF_8)));
        scorer.takeLetters().forEach(letter -> outcomes.add(letter.cause().name()));
      }
    }
    return outcomes;
  }

  private static List<byte[]> texts(String... values) {
    return Stream.of(values).map(value -> value.getBytes(UTF_8)).toList();
  }

  @Test
  void anEventIsFramedAsALineOfAFile() throws Exception {
    assertThat(
            outcomes(
                RecordFormat.Kind.CSV,
                ',',
                texts(
                    "1,2,red,nl1\n",
                    "1,2,red,crlf\r\n",
                    "\uFEFF1,2,red, blanks ",
                    "1,2,red,\"a\r\nb\"\n",
                    "1,2,red,one\n1,2,red,two\n",
                    "\n",
                    "")))
        .containsExactly(
            "nl1", "crlf", "blanks", "a\r\nb", "SEVERAL_RECORDS", "MISSING_VALUE", "MISSING_VALUE");
    assertThat(
            outcomes(
                RecordFormat.Kind.TSV, '\t', texts("1\t2\tred\t\"q\n", "1\t2\tred\ta\\tb\r\n")))
        .containsExactly("\"q", "a\\tb");
    assertThat(outcomes(RecordFormat.Kind.TSV_ESCAPED, '\t', texts("1\t2\tred\ta\\tb\\\nc\n")))
        .containsExactly("a\tb\nc");
    assertThat(
            outcomes(
                RecordFormat.Kind.JSON,
                ',',
                texts(
                    "{\n \"id\": true,\n \"x\": 1, \"y\": 2, \"colour\": \"red\"\n}\n",
                    "{\"id\":1.0,\"x\":1,\"y\":2,\"colour\":\"red\"}\n{}")))
        .containsExactly("true", "MALFORMED_JSON");
  }

  @Test
  void anEventsKeyMustBeUtf8() throws Exception {
    byte[] latin = "1,2,red,café".getBytes(ISO_8859_1);
    assertThat(outcomes(RecordFormat.Kind.CSV, ',', List.of(latin)))
        .containsExactly("MALFORMED_TEXT");
  }

  @Test
  void aDeletionsKeyMustBeUtf8AndIsTakenAsItStands() throws Exception {
    StreamConfig config = config(RecordFormat.of("json"), false);
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      EventScorer scorer = new EventScorer(config, serving, Clock.systemUTC());
      scorer.add(event("café".getBytes(ISO_8859_1), null));
      scorer.add(event(new byte[32_768], null));
      scorer.add(event(" é ".getBytes(UTF_8), null));
      assertThat(scorer.takeLetters())
          .extracting(DeadLetter::cause)
          .containsExactly(RejectCause.MALFORMED_TEXT, RejectCause.OVERSIZED_KEY);
      assertThat(scorer.takeRows())
          .extracting(row -> new String(row.key(), UTF_8))
          .containsExactly(" é ");
    }
  }

  private static ConsumerRecord<byte[], byte[]> event(byte[] key, byte[] value) {
    return new ConsumerRecord<>(
        "events",
        0,
        0,
        1_000,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
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
      EventScorer scorer =
          new EventScorer(config(RecordFormat.of("json"), false), serving, Clock.systemUTC());
      scorer.add(event(0, "{\"id\":\"a\",\"x\":1,\"y\":2" + colour));
      scorer.add(event(1, "{\"id\":\"b\",\"x\":null" + colour));
      scorer.add(event(2, "{\"id\":\"c\",\"x\":null" + colour));
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

  @Test
  void aValueOfAnotherShapeIsADeadLetterAndNotFilledIn() throws Exception {
    model.card("\"x.v\",\"missing\":0", "\"y0\",\"missing\":1");
    String colour = ",\"colour\":\"red\"}";
    try (ServingModel serving = ServingModel.load(model.path(), Engine.DL4J, VIEW, conf)) {
      EventScorer scorer =
          new EventScorer(config(RecordFormat.of("json"), false), serving, Clock.systemUTC());
      scorer.add(event(0, "{\"id\":\"a\",\"x\":{\"v\":1},\"y\":[2]" + colour));
      for (String wrong :
          List.of("\"x\":1", "\"x\":[1]", "\"y\":[]", "\"y\":[1,2]", "\"y\":[\"\"]")) {
        scorer.add(event(1, "{\"id\":\"b\"," + wrong + colour));
      }
      scorer.flush();
      assertThat(scorer.takeRows()).hasSize(1);
      assertThat(scorer.takeLetters())
          .extracting(DeadLetter::cause)
          .containsExactly(
              RejectCause.UNPARSABLE_NUMBER,
              RejectCause.UNPARSABLE_NUMBER,
              RejectCause.MISSING_COLUMN,
              RejectCause.EXTRA_COLUMN,
              RejectCause.UNPARSABLE_NUMBER);
      assertThat(scorer.takeFilled().values()).isZero();
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
