package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.predict.FilledIn;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountsTest {
  private static Counts counts(long read, long predictions, long rejects, long merged, long keys) {
    return counts(read, predictions, rejects, merged, Math.min(merged, keys), keys);
  }

  private static Counts counts(
      long read, long predictions, long rejects, long merged, long doubled, long keys) {
    return new Counts(
        read,
        predictions,
        rejects,
        0,
        merged,
        new Counts.Doubled(doubled, "latest: the last record of the input was kept"),
        keys,
        keys * 2,
        0,
        0,
        Map.of(),
        FilledIn.NONE);
  }

  @Test
  void acceptsBooksThatBalance() {
    assertThatCode(() -> counts(10, 8, 2, 3, 5).mustBalance()).doesNotThrowAnyException();
  }

  @Test
  void refusesALostRecord() {
    assertThatThrownBy(() -> counts(10, 8, 1, 3, 5).mustBalance())
        .hasMessageContaining("10 records read, but 8 predictions + 1 rejects");
  }

  @Test
  void refusesALostPrediction() {
    assertThatThrownBy(() -> counts(10, 8, 2, 3, 4).mustBalance())
        .hasMessageContaining("8 predictions, but 4 rows + 3 merged away");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4, 6})
  void refusesDoubledKeysThatDoNotFitWhatWasMergedAway(long doubled) {
    assertThatThrownBy(() -> counts(10, 8, 2, 3, doubled, 5).mustBalance())
        .hasMessageContaining("3 merged away, but " + doubled + " doubled keys of 5");
  }

  @Test
  void gatesNameTheOnesThatRefuseAndHowToPublishAllTheSame() {
    Gates gates = new Gates(1, 0.01, 0);
    assertThat(Gates.refusal(gates.judge(counts(1000, 990, 10, 0, 990)))).isEmpty();
    Map<String, Gates.Verdict> verdicts = gates.judge(counts(1000, 989, 11, 0, 989));
    assertThat(Gates.refusal(verdicts))
        .hasValue("max-reject-ratio: 11 of 1000 records, 0.0110 (at most 0.01)");
    assertThat(Gates.advice(verdicts))
        .hasValue(
            "to publish all the same, run again with --override-gate max-reject-ratio"
                + " --reason TEXT");
    verdicts = gates.judge(counts(100, 0, 100, 0, 0));
    assertThat(Gates.refusal(verdicts))
        .hasValue(
            "min-rows: 0 rows written (at least 1); max-reject-ratio: 100 of 100 records, 1.0000 (at most"
                + " 0.01)");
    assertThat(Gates.advice(verdicts).orElseThrow())
        .contains("--override-gate min-rows --override-gate max-reject-ratio --reason TEXT");
  }

  @Test
  void aVerdictHasTheValueAndTheLimit() {
    Gates.Verdict verdict =
        new Gates(1, 0.01, 0).judge(counts(1000, 989, 11, 0, 989)).get("max-reject-ratio");
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.value()).isEqualTo(0.011);
    assertThat(verdict.limit()).isEqualTo(0.01);
  }

  @Test
  void aVerdictHasOneWordOfFour() throws Exception {
    Gates.Verdict passed = Gates.Verdict.atMost(0.1, 0.05, "text");
    Gates.Verdict refused = Gates.Verdict.atMost(0.1, 0.2, "text");
    Gates.Verdict notJudged = Gates.Verdict.notJudged(0.1, "no version is published");
    assertThat(passed.words()).isEqualTo("passed");
    assertThat(refused.words()).isEqualTo("refused");
    assertThat(refused.overridden("new ink").words()).isEqualTo("overridden (new ink)");
    assertThat(notJudged.words()).isEqualTo("not judged");
    assertThat(notJudged.text()).isEqualTo("no version is published");
    ObjectMapper json = new ObjectMapper();
    String written = json.writeValueAsString(notJudged);
    assertThat(json.readTree(written).get("verdict").asText()).isEqualTo("not judged");
    assertThat(json.readValue(written, Gates.Verdict.class)).isEqualTo(notJudged);
  }

  @ParameterizedTest
  @CsvSource({
    "0.43, 0.9, 0.4300",
    "0.25004, 0.25, 0.25004",
    "0.25, 0.25, 0.2500",
    "0.000001, 0, 0.000001",
    "0, 0, 0.0000",
    "0.99999, 0.8, 0.99999",
    "1, 0.8, 1.0000",
    "0.79996, 0.8, 0.79996"
  })
  void aValueIsToldOnItsOwnSideOfTheLimit(double value, double limit, String expected) {
    assertThat(Gates.Verdict.number(value, limit)).isEqualTo(expected);
  }

  @Test
  void oneRowIsOne() {
    assertThat(new Gates(1, 1, 1).judge(counts(1, 1, 0, 0, 1)).get("min-rows").text())
        .isEqualTo("1 row written (at least 1)");
  }
}
