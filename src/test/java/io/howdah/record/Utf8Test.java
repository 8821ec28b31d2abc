package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  private static boolean isValid(byte... bytes) {
    return Utf8.isValid(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "636166e9", // é of ISO 8859-1
        "c3", // cut off after one byte of two
        "61626364656667c3", // the same as the last of eight
        "e282", // cut off after two bytes of three
        "f09f98", // cut off after three bytes of four
        "80",
        "c0af", // a slash, longer than need be
        "c080",
        "e080af",
        "f08080af",
        "eda080", // half a surrogate pair
        "edbfbf",
        "eda0bdedb880", // a surrogate pair in two sequences
        "f4908080", // U+110000
        "f5808080",
        "f8888080",
        "fe",
        "ff",
        "c328",
        "e28228"
      })
  void refusesWhatRfc3629Refuses(String hex) {
    assertThat(isValid(HexFormat.of().parseHex(hex))).isFalse();
  }

  @Test
  void takesTheFirstAndTheLastOfEachLength() {
    for (int point : new int[] {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000}) {
      assertThat(isValid(Character.toString(point).getBytes(UTF_8))).isTrue();
    }
    assertThat(isValid(Character.toString(0x10FFFF).getBytes(UTF_8))).isTrue();
    assertThat(isValid()).isTrue();
  }

  @Test
  void agreesWithTheJdksStrictDecoder() {
    CharsetDecoder decoder = UTF_8.newDecoder();
    Random random = new Random(11);
    int[] telling = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2};
    int[] leads = {0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    int valid = 0;
    for (int i = 0; i < 2_000_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(20)];
      Arrays.fill(bytes, (byte) 'a');
      int at = random.nextInt(bytes.length);
      for (int n = 1 + random.nextInt(5); n > 0 && at < bytes.length; n--) {
        boolean lead = random.nextInt(3) == 0;
        bytes[at++] =
            (byte) (lead ? leads[random.nextInt(13)] : telling[random.nextInt(telling.length)]);
      }
      boolean expected = isText(decoder, bytes);
      valid += expected ? 1 : 0;
      assertThat(isValid(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
    }
    assertThat(valid).isBetween(100_000, 1_900_000);
  }

  private static boolean isText(CharsetDecoder decoder, byte[] bytes) {
    try {
      return decoder.decode(ByteBuffer.wrap(bytes)).length() > 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void looksAtItsRangeAlone() {
    byte[] bytes = {(byte) 0xFF, 'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF};
    assertThat(Utf8.isValid(bytes, 1, 4)).isTrue();
    assertThat(Utf8.isValid(bytes, 1, 3)).isFalse();
    assertThat(Utf8.text(bytes, 1, 4)).contains("aé");
    assertThat(Utf8.text(bytes, 1, 3)).isEmpty();
  }

  @Test
  void halfASurrogatePairHasNoBytes() {
    assertThat(Utf8.bytes("a\uD83D")).isEmpty();
    assertThat(Utf8.bytes("\uDE00a")).isEmpty();
    assertThat(Utf8.bytes("\uDE00\uD83D")).isEmpty();
    assertThat(Utf8.bytes("é\uD83D\uDE00").map(HexFormat.of()::formatHex)).contains("c3a9f09f9880");
  }
}
