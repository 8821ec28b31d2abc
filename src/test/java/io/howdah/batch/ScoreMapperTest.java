package io.howdah.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.gate.FilledEvidence;
import io.howdah.gate.KeyLabels;
import io.howdah.model.ModelArtifact;
import io.howdah.model.SmallModel;
import io.howdah.predict.Engine;
import io.howdah.predict.FilledCounts;
import io.howdah.predict.FilledIn;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Predictor;
import io.howdah.predict.PredictorPool;
import io.howdah.predict.Scores;
import io.howdah.predict.Scoring;
import io.howdah.record.RecordFormat;
import io.howdah.record.RejectCause;
import io.howdah.source.TextLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScoreMapperTest {
  private static final TaskAttemptID ATTEMPT = new TaskAttemptID("test", 1, TaskType.MAP, 0, 0);
  private static final float POISON = 666;
  private static final long HEADER_BYTES = SmallModel.HEADER.length() + 1L;

  @TempDir Path folder;
  private SmallModel model;
  private ModelArtifact artifact;
  private final Configuration conf = new Configuration();
  private LoneTasks.Counted counted;
  private Path file;

  @BeforeEach
  void openTheModel() throws Exception {
    model = new SmallModel(folder.resolve("model"));
    artifact = ModelArtifact.open(new org.apache.hadoop.fs.Path(model.path()), new Configuration());
  }

  private void prepare(int batchSize) throws Exception {
    prepare(MiniBatchSize.of(batchSize));
  }

  private void prepare(MiniBatchSize batchSize) throws Exception {
    counted = new LoneTasks.Counted();
    new ScoreConfig(
            "view",
            1000,
            artifact.card(),
            artifact.modelPath().toString(),
            new Scoring(Engine.DL4J, batchSize, Merge.of("latest"), false))
        .writeTo(conf);
    new TextLayout(RecordFormat.of("csv"), SmallModel.HEADER, 100).writeTo(conf);
  }

  /** Runs an attempt of the task and ends it as the framework would. */
  private void attempt(int number, boolean commits, List<String> lines) throws Exception {
    prepare(4);
    TaskAttemptID attempt = new TaskAttemptID(ATTEMPT.getTaskID(), number);
    TaskAttemptContextImpl task = new TaskAttemptContextImpl(conf, attempt);
    FileOutputCommitter committer = committer(task);
    map(attempt, committer, lines);
    if (commits) {
      committer.commitTask(task);
      committer.commitJob(task);
    } else {
      committer.abortTask(task);
    }
  }

  @Test
  void countsWhatIsFilledInOfScoredRecordsAloneAndOfTheAttemptThatIsCommitted() throws Exception {
    model.card("\"x\",\"missing\":0", "\"y\",\"missing\":1");
    artifact = ModelArtifact.open(new org.apache.hadoop.fs.Path(model.path()), new Configuration());
    // the fourth is no record: nothing is counted of it
    List<String> lines = List.of("a,,,red", "b,1,,red", "c,1,1,red", "d,,,blue", "e,,2,green");
    attempt(0, false, lines);
    attempt(1, true, lines);
    assertThat(count(ScoreCounter.FILLED_IN)).isEqualTo(4);
    FilledEvidence left =
        FilledEvidence.KIND.fresh().apply(artifact.card(), KeyLabels.NONE).orElseThrow();
    for (Path file : filesIn(folder.resolve("out/_filled"))) {
      left.add(Files.readAllBytes(file));
    }
    FilledCounts filled = left.counts();
    assertThat(filled.summary()).isEqualTo(new FilledIn(2, Map.of("x", 2L, "y", 2L)));
    assertThat(filled.values()).isEqualTo(4);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().endsWith(".crc")).toList();
    }
  }

  private static List<String> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> "k" + i + "," + i / 4f + "," + -i / 8f + "," + (i % 2 == 0 ? "red" : "green"))
        .toList();
  }

  private FileOutputCommitter committer(TaskAttemptContextImpl task) throws IOException {
    return new FileOutputCommitter(
        new org.apache.hadoop.fs.Path(folder.resolve("out").toUri()), task);
  }

  private List<Scored> map(List<String> lines) throws Exception {
    return map(ATTEMPT, committer(new TaskAttemptContextImpl(conf, ATTEMPT)), lines);
  }

  /** A row that the mapper wrote. */
  private record Scored(String key, ScoredRecord record) {}

  private List<Scored> map(TaskAttemptID attempt, FileOutputCommitter committer, List<String> lines)
      throws Exception {
    file = folder.resolve("input.csv");
    Files.writeString(file, SmallModel.HEADER + "\n" + String.join("\n", lines) + "\n");
    List<Scored> found = new ArrayList<>();
    var writer =
        new RecordWriter<ImmutableBytesWritable, ScoredRecord>() {
          @Override
          public void write(ImmutableBytesWritable key, ScoredRecord record) {
            found.add(new Scored(new String(key.copyBytes(), UTF_8), record.copy()));
          }

          @Override
          public void close(TaskAttemptContext context) {}
        };
    LoneTasks.map(conf, attempt, LoneTasks.split(file, 0), writer, committer, counted);
    return found;
  }

  private void assertScored(List<Scored> found, List<String> rows) {
    assertThat(found)
        .extracting(Scored::key)
        .containsExactlyElementsOf(rows.stream().map(r -> r.substring(0, r.indexOf(','))).toList());
    for (int i = 0; i < rows.size(); i++) {
      float[] outputs = model.outputs(rows.get(i));
      ScoredRecord scored = found.get(i).record();
      assertThat(scored.label()).isEqualTo(outputs[1] > outputs[0] ? 1 : 0);
      assertThat(scored.score()).isCloseTo(Math.max(outputs[0], outputs[1]), within(1e-5f));
      assertThat(scored.scores()).isEmpty();
    }
  }

  private long count(Enum<?> counter) {
    return counted.counters.findCounter(counter).getValue();
  }

  private List<JsonNode> rejects() throws IOException {
    List<JsonNode> rejects = new ArrayList<>();
    try (var files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(f -> f.endsWith("_rejects/part-m-00000")).toList()) {
        for (String line : Files.readAllLines(file)) {
          rejects.add(new ObjectMapper().readTree(line));
        }
      }
    }
    return rejects;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "4", "10", "11", "auto"})
  void scoresEveryRecordWhateverIsLeftForTheLastMiniBatch(String batchSize) throws Exception {
    prepare(
        batchSize.equals(MiniBatchSize.AUTO)
            ? new MiniBatchSize.Auto()
            : MiniBatchSize.of(Integer.parseInt(batchSize)));
    List<String> rows = rows(10);
    assertScored(map(rows), rows);
    assertThat(count(ScoreCounter.RECORDS_READ)).isEqualTo(10);
    assertThat(count(ScoreCounter.PREDICTIONS)).isEqualTo(10);
    assertThat(count(ScoreCounter.REJECTS)).isZero();
  }

  @Test
  void keepsBadRecordsAndScoresTheirNeighbours() throws Exception {
    prepare(4);
    List<String> lines = new ArrayList<>(rows(6));
    lines.add(3, "bad,one,2,red");
    lines.add(5, "x".repeat(101));
    assertScored(map(lines), rows(6));
    assertThat(count(ScoreCounter.RECORDS_READ)).isEqualTo(8);
    assertThat(count(ScoreCounter.PREDICTIONS)).isEqualTo(6);
    assertThat(count(ScoreCounter.REJECTS)).isEqualTo(2);
    assertThat(count(RejectCause.UNPARSABLE_NUMBER)).isEqualTo(1);
    assertThat(count(RejectCause.OVERSIZED_RECORD)).isEqualTo(1);
    assertThat(rejects())
        .extracting(
            reject -> reject.get("cause").asText(),
            reject -> reject.get("file").asText(),
            reject -> reject.get("offset").asLong(),
            reject -> reject.get("record").asText())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "UNPARSABLE_NUMBER",
                "file:" + file,
                HEADER_BYTES + String.join("\n", lines.subList(0, 3)).length() + 1,
                "bad,one,2,red"),
            org.assertj.core.groups.Tuple.tuple(
                "OVERSIZED_RECORD",
                "file:" + file,
                HEADER_BYTES + String.join("\n", lines.subList(0, 5)).length() + 1,
                "x".repeat(101)));
  }

  /** The real model, but it throws at a mini-batch with a poisoned row. */
  private static final class Allergic implements Predictor {
    private final Predictor real;

    Allergic(Predictor real) {
      this.real = real;
    }

    @Override
    public String engine() {
      return real.engine();
    }

    @Override
    public int outputs() {
      return real.outputs();
    }

    @Override
    public void predict(MiniBatch batch, int from, int to, Scores scores) {
      for (int row = from; row < to; row++) {
        if (batch.floats().get((long) row * batch.width()) == POISON) {
          throw new IllegalStateException("poison");
        }
      }
      real.predict(batch, from, to, scores);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 64})
  void findsTheRowsAtWhichTheModelThrows(int batchSize) throws Exception {
    prepare(batchSize);
    String sha256 = artifact.card().sha256();
    Predictor real =
        PredictorPool.borrow(
            sha256, Engine.DL4J, () -> TaskModel.load(ScoreConfig.from(conf), new Configuration()));
    PredictorPool.giveBack(sha256, Engine.DL4J, new Allergic(real));
    List<String> lines = new ArrayList<>(rows(30));
    lines.add(0, "poison-0,666,1,red");
    lines.add(13, "poison-1,666,1,red");
    lines.add(14, "poison-2,666,1,red");
    lines.add("poison-3,666,1,red");
    assertScored(map(lines), rows(30));
    assertThat(count(RejectCause.PREDICT_FAILED)).isEqualTo(4);
    assertThat(count(ScoreCounter.REJECTS)).isEqualTo(4);
    assertThat(rejects())
        .extracting(reject -> reject.get("record").asText().substring(0, 8))
        .containsExactly("poison-0", "poison-1", "poison-2", "poison-3");
  }
}
