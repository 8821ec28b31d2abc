package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.batch.shuffle.PlainMerge;
import io.howdah.batch.shuffle.PlainMerge.Line;
import io.howdah.gate.TestLimits;
import io.howdah.local.SharedHBase;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.query.Answer;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.ScoreRequest;
import io.howdah.run.TestRequests;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole runs of each task with each writer, so that every merge and {@code --scores} has its turn,
 * against what a user computes by hand. {@link MergeMatrixTest} has every cell of the matrix.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MergeMatrixIT {
  private static int views;
  private static Catalog catalog;

  @TempDir Path folder;
  private Configuration conf;

  @BeforeAll
  static void openTheCatalog() throws Exception {
    catalog = new Catalog(SharedHBase.connection());
  }

  @BeforeEach
  void cutTheInputIntoManySplits() throws Exception {
    conf = SharedHBase.configuration();
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, 250);
  }

  @ParameterizedTest
  @CsvSource({
    "ONE_OUTPUT, mean, hfiles, false, false",
    "ONE_OUTPUT, top:2, puts, true, true",
    "MANY_OUTPUTS, mean, puts, true, false",
    "MANY_OUTPUTS, max, hfiles, false, false",
    "REGRESSION, mean, puts, false, false",
    "REGRESSION, latest, hfiles, true, false",
    "REGRESSION, latest, puts, false, true",
    "MULTI_LABEL, mean, hfiles, false, false",
    "MULTI_LABEL, max, puts, true, false",
    "EMBEDDING, mean, puts, false, false",
    "EMBEDDING, fail, hfiles, true, false"
  })
  void publishesWhatAUserComputesByHand(
      PlainMerge plain, String merge, String writer, boolean scores, boolean timed)
      throws Exception {
    List<Line> input = plain.input(merge.equals("fail"), new Random(merge.hashCode()));
    RunOutcome outcome =
        run(
            request(plain.write(folder.resolve("model"), timed), merge, writer, scores),
            plain,
            input);
    assertPublished(outcome, plain.view(input, merge, timed, scores), PlainMerge.doubled(input));
  }

  @Test
  void hadoopsOwnCollectorBringsTheSame() throws Exception {
    conf.setBoolean(MRJobConfig.MR_ENCRYPTED_INTERMEDIATE_DATA, true);
    PlainMerge plain = PlainMerge.REGRESSION;
    List<Line> input = plain.input(false, new Random(5));
    RunOutcome outcome =
        run(
            request(plain.write(folder.resolve("model"), false), "latest", "hfiles", false),
            plain,
            input);
    assertPublished(outcome, plain.view(input, "latest", false, false), PlainMerge.doubled(input));
  }

  @Test
  void whatMeansNothingForTheTaskIsRefusedBeforeTheInputIsLookedAt() throws Exception {
    Path model = PlainMerge.EMBEDDING.write(folder.resolve("model"), false);
    ScoreRequest request = request(model, "top:3", "hfiles", false);
    assertThatThrownBy(() -> Preflight.of(conf, request, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot merge records by top:3: the model's task is embedding, and such records have"
                + " no score to compare (must be latest, mean or fail)");
  }

  private ScoreRequest request(Path model, String merge, String writer, boolean scores) {
    return TestRequests.of(
        "merged-" + ++views,
        model.toUri().toString(),
        List.of(folder.resolve("data").toUri().toString()),
        1000L,
        new Scoring(Engine.ND4J, MiniBatchSize.of(8), Merge.of(merge), scores),
        writer,
        TestLimits.ofCounts(1, 0, 0));
  }

  /** Runs over two files, the first of which comes first. */
  private RunOutcome run(ScoreRequest request, PlainMerge plain, List<Line> input)
      throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    int some = input.size() / 3;
    write(data.resolve("a.csv"), plain, input.subList(0, some));
    write(data.resolve("b.csv"), plain, input.subList(some, input.size()));
    catalog.create(
        new ViewDefinition(
            request.view(),
            plain.task().text(),
            ViewMode.FULL,
            Optional.empty(),
            Optional.empty(),
            3),
        new byte[][] {"k3".getBytes(StandardCharsets.UTF_8)});
    return new ScoreRun(conf, SharedHBase.connection(), catalog, "owner", new Quiet())
        .start(Preflight.of(conf, request, 1000), true);
  }

  private static void write(Path file, PlainMerge plain, List<Line> lines) throws IOException {
    List<String> text = new ArrayList<>(List.of(plain.header()));
    lines.forEach(line -> text.add(line.csv()));
    Files.write(file, text);
  }

  private static void assertPublished(
      RunOutcome outcome, Map<String, Map<String, Object>> expected, long doubled)
      throws Exception {
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    ViewDefinition definition = catalog.view(outcome.manifest().request().view());
    Map<String, Map<String, String>> found = new TreeMap<>();
    List<String> keys = List.copyOf(expected.keySet());
    for (Answer answer : SharedHBase.reader(definition).lookup(keys)) {
      found.put(answer.key(), answer.fields());
    }
    PlainMerge.assertSame(found, expected);
    assertThat(outcome.manifest().counts().keysWritten()).isEqualTo(expected.size());
    assertThat(outcome.manifest().counts().doubled().keys()).isEqualTo(doubled);
  }

  private static final class Quiet implements RunListener {
    @Override
    public void reached(VersionState state, RunManifest manifest) {}

    @Override
    public void progress(JobProgress job) {}
  }
}
