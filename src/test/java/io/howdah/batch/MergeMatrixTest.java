package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.batch.shuffle.PlainMerge;
import io.howdah.batch.shuffle.PlainMerge.Line;
import io.howdah.model.ModelArtifact;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.record.RecordFormat;
import io.howdah.source.TextLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every merge with every task, with and without {@code --scores}, a time column and early merging,
 * against what a user computes by hand. Both writers write the cells of this reducer: {@code
 * MergeMatrixIT} has whole runs with each.
 */
class MergeMatrixTest {
  private static final List<String> MERGES =
      List.of("latest", "max", "mean", "top:1", "top:2", "fail");

  @TempDir static Path models;
  @TempDir Path folder;

  private record Cell(PlainMerge plain, String merge, boolean scores, boolean timed) {}

  static Stream<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (PlainMerge plain : PlainMerge.values()) {
      for (String merge : MERGES) {
        for (int i = 0; i < 4; i++) {
          cells.add(new Cell(plain, merge, i % 2 == 0, i / 2 == 0));
        }
      }
    }
    return cells.stream();
  }

  private static ScoreConfig config(Cell cell) throws IOException {
    Path model = models.resolve(cell.plain + "-" + cell.timed);
    if (!Files.exists(model)) {
      cell.plain.write(model, cell.timed);
    }
    ModelArtifact artifact =
        ModelArtifact.open(new org.apache.hadoop.fs.Path(model.toUri()), new Configuration());
    return new ScoreConfig(
        "view",
        1000,
        artifact.card(),
        artifact.modelPath().toString(),
        new Scoring(Engine.ND4J, MiniBatchSize.of(8), Merge.of(cell.merge), cell.scores));
  }

  private static TextLayout layout(Cell cell) {
    return new TextLayout(RecordFormat.of("csv"), cell.plain.header(), 1000);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void writesWhatAUserComputesByHand(Cell cell) throws Exception {
    ScoreConfig config = config(cell);
    if (!cell.plain.fits(cell.merge)) {
      assertThatThrownBy(() -> config.merge().requireFits(config.interpreter()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Cannot merge records by " + cell.merge);
      return;
    }
    Random random = new Random(cell.plain.name().hashCode() + cell.merge.hashCode());
    for (int round = 0; round < 2; round++) {
      assertWritten(cell, config, random, folder.resolve("round-" + round));
    }
  }

  private static void assertWritten(Cell cell, ScoreConfig config, Random random, Path out)
      throws Exception {
    List<Line> input = cell.plain.input(cell.merge.equals("fail"), random);
    LoneTasks tasks = new LoneTasks(config, layout(cell), out);
    int first = 0;
    for (int part = 0; first < input.size(); part++) {
      int next = Math.min(input.size(), first + 1 + random.nextInt(20));
      List<String> lines = input.subList(first, next).stream().map(Line::csv).toList();
      tasks.map(part, lines, random.nextBoolean());
      first = next;
    }
    Map<String, Map<String, Object>> expected =
        cell.plain.view(input, cell.merge, cell.timed, cell.scores);
    PlainMerge.assertSame(tasks.reduce(random), expected);
    assertThat(tasks.count(ScoreCounter.KEYS_DOUBLED)).isEqualTo(PlainMerge.doubled(input));
    assertThat(tasks.count(ScoreCounter.MERGED_AWAY)).isEqualTo(input.size() - expected.size());
  }

  @Test
  void aSigmoidIsReadByItsThresholdWhenItIsTheMeanOfOneRecord() throws Exception {
    Cell cell = new Cell(PlainMerge.ONE_OUTPUT, "mean", false, false);
    LoneTasks tasks = new LoneTasks(config(cell), layout(cell), folder);
    tasks.map(0, List.of("a,0,4", "b,0,-4"), true);
    assertThat(tasks.reduce(new Random(1)))
        .hasEntrySatisfying("a", fields -> assertAnswer(fields, "yes", 0.982))
        .hasEntrySatisfying("b", fields -> assertAnswer(fields, "no", 0.982))
        .hasSize(2);
  }

  private static void assertAnswer(Map<String, String> fields, String label, double score) {
    assertThat(fields).containsOnlyKeys("label", "score").containsEntry("label", label);
    assertThat(Double.parseDouble(fields.get("score")))
        .isCloseTo(score, org.assertj.core.api.Assertions.within(5e-4));
  }

  @Test
  void latestKeepsTheLastOfTheInputWhateverItsScore() throws Exception {
    Cell cell = new Cell(PlainMerge.REGRESSION, "latest", false, false);
    for (List<String> lines :
        List.of(List.of("x,0,8000000", "x,0,1071"), List.of("x,0,1071", "x,0,8000000"))) {
      LoneTasks tasks = new LoneTasks(config(cell), layout(cell), folder.resolve(lines.get(0)));
      tasks.map(1, lines.subList(1, 2), true);
      tasks.map(0, lines.subList(0, 1), true);
      Map<String, Map<String, String>> last =
          new TreeMap<>(Map.of("x", Map.of("value", lines.get(1).substring(4) + ".0")));
      assertThat(tasks.reduce(new Random(1))).isEqualTo(last);
    }
  }

  @Test
  void failNamesTheKeyOfWhichThereAreTwoRecords() throws Exception {
    Cell cell = new Cell(PlainMerge.EMBEDDING, "fail", true, true);
    LoneTasks tasks = new LoneTasks(config(cell), layout(cell), folder);
    tasks.map(0, List.of("once,1,1,2,3", "twice,1,1,2,3", "twice,1,1,2,3"), true);
    assertThatThrownBy(() -> tasks.reduce(new Random(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than one record of a key")
        .hasMessageContaining(": twice (choose another --merge)");
  }
}
