package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void ordinaryTextOfAnyScriptStaysAsItIs() {
    assertThat(Excerpt.of("häuser, 房子, 🐘 <b>", 100)).isEqualTo("häuser, 房子, 🐘 <b>");
  }

  @Test
  void whatATerminalObeysBecomesASign() {
    assertThat(Excerpt.of("a\u001b[31mb\u0000c\rd\u009be\u007f", 100))
        .isEqualTo("a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe\uFFFD");
    assertThat(Excerpt.of("a\tb\nc", 100)).isEqualTo("a→b↵c");
  }

  @Test
  void whatTurnsTheDirectionOfWritingBecomesASign() {
    assertThat(Excerpt.of("a\u202Eb\u2066c\u200F\u2028\uFEFF", 100))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFD\uFFFD\uFFFD");
  }

  @Test
  void halfAPairBecomesASignAndNoPairIsCutInTwo() {
    assertThat(Excerpt.of("a\uD83Db", 100)).isEqualTo("a\uFFFDb");
    assertThat(Excerpt.of("🐘🐘🐘", 2)).isEqualTo("🐘🐘…");
  }

  @Test
  void aTextOfTheLengthAllowedIsNotCut() {
    assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
    assertThat(Excerpt.of("abcd", 3)).isEqualTo("abc…");
    assertThat(Excerpt.of(null, 3)).isNull();
  }
}
