package io.howdah.gate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.predict.FilledIn;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        FilledIn.of(Map.of()));
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
}
