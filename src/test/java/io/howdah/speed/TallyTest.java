package io.howdah.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.Prediction;
import io.howdah.view.SpeedEvent;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long VERSION = 1_764_000_000_000L;

  private static SpeedEvent prediction(long time) {
    return new SpeedEvent(
        new byte[] {1}, time, new Prediction.Classified("l", 0.5f, Prediction.NO_SCORES), "m:1");
  }

  private static SpeedEvent deletion(long time) {
    return SpeedEvent.deletion(new byte[] {1}, time);
  }

  private static final List<SpeedEvent> EVENTS =
      List.of(
          prediction(VERSION - 1),
          prediction(VERSION), // seen where the batch view lacks the key
          prediction(VERSION + 7),
          deletion(VERSION + 3),
          deletion(VERSION - 5),
          prediction(VERSION / 1000),
          deletion(VERSION / 1000),
          prediction(0));

  @Test
  void whatIsOlderThanThePublishedVersionIsNeitherAPredictionNorADeletion() {
    assertThat(Tally.of(EVENTS, OptionalLong.of(VERSION)))
        .isEqualTo(new Tally(2, 1, 5, 2, VERSION + 7));
  }

  @Test
  void nothingIsOutdatedWhereNothingIsPublished() {
    assertThat(Tally.of(EVENTS, OptionalLong.empty()))
        .isEqualTo(new Tally(5, 3, 0, 2, VERSION + 7));
  }

  @Test
  void sumsKeepTheNewestTime() {
    assertThat(new Tally(1, 2, 3, 4, 10).plus(new Tally(10, 20, 30, 40, 5)))
        .isEqualTo(new Tally(11, 22, 33, 44, 10));
  }
}
