package io.howdah.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The attack's short form, with a seed of its own at each run: it is printed. */
@Timeout(value = 1200, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttackIT {
  private static final long SECONDS = 45;

  @TempDir Path folder;

  @Test
  void noAnswerIsWrongWhileEverythingDiesAndComesBack() throws Exception {
    Findings findings = new Attack(new Random().nextInt(1 << 30), folder).run(SECONDS);
    assertThat(findings.wrong()).isEmpty();
    for (String reader : List.of("lookup", "HTTP", "when calm")) {
      assertThat(findings.of(reader + ": batch")).as("%s in %s", reader, findings).isPositive();
      assertThat(findings.of(reader + ": speed")).as("%s in %s", reader, findings).isPositive();
    }
    assertThat(findings.of("kills of")).isPositive();
    assertThat(findings.of("published when calm")).isEqualTo(2);
  }
}
