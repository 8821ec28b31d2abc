package io.howdah.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The soak's short form: the same inputs at each run, so that a failure can be repeated. */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScoreSoakIT {
  private static final int INPUTS = 40;

  @TempDir Path folder;

  @Test
  void randomInputsGiveWhatAPlainRecomputationGives() throws Exception {
    assertThat(new ScoreSoak(folder).run(1, INPUTS)).isEmpty();
  }
}
