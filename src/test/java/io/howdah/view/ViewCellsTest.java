package io.howdah.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.hbase.CellUtil;
import org.junit.jupiter.api.Test;

/** The bytes that view-format.md promises to every HBase client. */
class ViewCellsTest {
  private static List<String> cells(Prediction prediction) {
    return ViewCells.encode(
            "key".getBytes(StandardCharsets.UTF_8), ViewCells.BATCH, 1764000000000L, prediction)
        .stream()
        .map(
            cell ->
                text(CellUtil.cloneRow(cell))
                    + " "
                    + text(CellUtil.cloneFamily(cell))
                    + ":"
                    + text(CellUtil.cloneQualifier(cell))
                    + " @"
                    + cell.getTimestamp()
                    + " = "
                    + text(CellUtil.cloneValue(cell)))
        .toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aClassificationIsALabelAndItsScore() {
    assertThat(cells(new Prediction.Classified("ünknown", 0.75f, Prediction.NO_SCORES)))
        .containsExactly(
            "key b:label @1764000000000 = ünknown", "key b:score @1764000000000 = 0.75");
  }

  @Test
  void aRegressionIsAValue() {
    assertThat(cells(new Prediction.Value(-2.5f, Prediction.NO_SCORES)))
        .containsExactly("key b:value @1764000000000 = -2.5");
  }

  @Test
  void vectorsAndRankingsAreJsonAndTheCellsAreSorted() {
    float[] scores = {1, 1.2e-5f};
    Prediction.Place quoted =
        new Prediction.Place(
            new Prediction.Classified("a\"", 1, Prediction.NO_SCORES), OptionalLong.of(5));
    Prediction.Place value =
        new Prediction.Place(new Prediction.Value(0.5f, scores), OptionalLong.empty());
    assertThat(cells(new Prediction.Classified("a", 1, scores)))
        .containsExactly(
            "key b:label @1764000000000 = a",
            "key b:score @1764000000000 = 1.0",
            "key b:scores @1764000000000 = [1.0,1.2E-5]");
    assertThat(cells(new Prediction.Likely(List.of(quoted), scores)))
        .containsExactly(
            "key b:scores @1764000000000 = [1.0,1.2E-5]",
            "key b:top @1764000000000 = [{\"label\":\"a\\\"\",\"score\":1.0,\"time\":5}]");
    assertThat(cells(new Prediction.Ranking(List.of(quoted, value))))
        .containsExactly(
            "key b:top @1764000000000 ="
                + " [{\"label\":\"a\\\"\",\"score\":1.0,\"time\":5},"
                + "{\"score\":0.5,\"scores\":[1.0,1.2E-5]}]");
    assertThat(cells(new Prediction.Vector(scores)))
        .containsExactly("key b:scores @1764000000000 = [1.0,1.2E-5]");
  }
}
