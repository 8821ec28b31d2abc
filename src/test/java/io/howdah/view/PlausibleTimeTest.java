package io.howdah.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlausibleTimeTest {
  private static final long NOW = 1_764_000_000_000L; // 2025-11-24T16:00:00Z

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -5, 0})
  void aTimeBefore1970IsAMistake(long time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlausibleTime.requirePast(time, NOW))
        .withMessageStartingWith("Invalid as-of time: " + time)
        .withMessageEndingWith("must be later than 1970-01-01T00:00:00Z)");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_000, 1_764_000_000, 99_999_999_999L})
  void secondsAreNotTakenForMilliseconds(long time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlausibleTime.requirePast(time, NOW))
        .withMessageContaining("the times look like seconds")
        .withMessageContaining("multiply by 1000");
    assertThat(PlausibleTime.looksLikeSeconds(time)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 99_999_999, 100_000_000_000L, NOW})
  void otherTimesDoNotLookLikeSeconds(long time) {
    assertThat(PlausibleTime.looksLikeSeconds(time)).isFalse();
  }

  @Test
  void clocksMayDifferByFiveMinutes() {
    assertThatNoException().isThrownBy(() -> PlausibleTime.requirePast(NOW + 300_000, NOW));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlausibleTime.requirePast(NOW + 300_001, NOW))
        .withMessage(
            "Invalid as-of time: 1764000300001 (2025-11-24T16:05:00.001Z; must be at most 300 s"
                + " from now: until then it would hide every event)");
  }
}
