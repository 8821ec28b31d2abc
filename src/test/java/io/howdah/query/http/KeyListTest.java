package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyListTest {
  @Test
  void readsKeysOfAnyText() {
    byte[] body = "{\"keys\":[\"é\",\"\\u00e9\",\"a b\"]}".getBytes(UTF_8);
    assertThat(KeyList.parse(body, 3)).containsExactly("é", "é", "a b");
  }

  /** Each would be another key: é of ISO 8859-1, a long slash, halves of a surrogate pair. */
  @ParameterizedTest
  @ValueSource(strings = {"caf\u00e9", "\u00c0\u00af", "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080"})
  void refusesBytesThatAreNoUtf8(String bytes) {
    byte[] body = ("{\"keys\":[\"" + bytes + "\"]}").getBytes(ISO_8859_1);
    assertThatThrownBy(() -> KeyList.parse(body, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid body: not UTF-8");
  }
}
