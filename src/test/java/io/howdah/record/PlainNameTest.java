package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"digits", "größe 2", "می\u200cخواهم", "👩\u200d🔬", "a/b\\c\"d'", " "})
  void takesWhatIsVisible(String name) {
    assertThatCode(() -> PlainName.require(name, 20)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u001b[31mb",
        "a\nb",
        "a\rb",
        "a\tb",
        "a\u0000",
        "a\u007f",
        "a\u0085b",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
        "a\ud800b"
      })
  void refusesWhatATerminalObeys(String name) {
    assertThatThrownBy(() -> PlainName.require(name, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(must have no control characters")
        .message()
        .doesNotContainPattern("[\\p{Cntrl}\u2028\u202e\u2066]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\r\nlines", "a\tb", "größe 2", " ", "\\N"})
  void aColumnMayHaveWhatSpreadsheetsWrite(String name) {
    assertThatCode(() -> PlainName.requireOfData(name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u001b[31mb", "a\u0000", "a\u0007", "a\u009bb", "a\u202eb", "\ud800"})
  void aColumnHasNothingElseThatATerminalObeys(String name) {
    assertThatThrownBy(() -> PlainName.requireOfData(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(must have no control characters but tabs and line breaks")
        .message()
        .doesNotContainPattern("[\\p{Cntrl}\u202e]");
  }

  @Test
  void aColumnsNameHasAThousandCharactersAtMost() {
    PlainName.requireOfData("👩".repeat(1_000));
    assertThatThrownBy(() -> PlainName.requireOfData("x".repeat(1_001)))
        .hasMessage("x".repeat(60) + "… (must be at most 1000 characters)");
  }

  @Test
  void countsCharactersAndNotTheirHalves() {
    PlainName.require("👩".repeat(20), 20);
    assertThatThrownBy(() -> PlainName.require("👩".repeat(21), 20))
        .hasMessageEndingWith(" (must be at most 20 characters)");
    assertThatThrownBy(() -> PlainName.require("x".repeat(2 << 20), 200))
        .hasMessage("x".repeat(60) + "… (must be at most 200 characters)");
  }
}
