package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.predict.FilledIn;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static Counts counts(long read, long predictions, long rejects, long merged, long keys) {
    return new Counts(
        read, predictions, rejects, 0, merged, keys, keys * 2, 0, 0, Map.of(), FilledIn.NONE);
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
            "min-rows: 0 rows (at least 1); max-reject-ratio: 100 of 100 records, 1.0000 (at most"
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
}
