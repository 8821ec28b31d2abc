package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.empty(),
          List.of(
              new Feature.Numeric("p0", Float.NaN),
              new Feature.Numeric("p1", 9f),
              new Feature.Numeric("a.b", Float.NaN)));

  private final float[] features = new float[3];
  private String key;

  private void decode(String json) throws InvalidRecordException {
    new JsonDecoder(SCHEMA)
        .decode(
            new Text(json),
            new RecordSink() {
              @Override
              public void key(byte[] bytes, int offset, int length) {
                key = new String(bytes, offset, length, StandardCharsets.UTF_8);
              }

              @Override
              public void time(long epochMillis) {}

              @Override
              public void feature(int slot, float value) {
                features[slot] = value;
              }
            });
  }

  @Test
  void flattensArraysAndObjectsAndSkipsWhatTheCardDoesNotName() throws Exception {
    decode("{\"x\":[{\"y\":1}],\"p\":[1,2.5],\"a\":{\"b\":\"-3\",\"c\":0},\"id\":42}");
    assertThat(key).isEqualTo("42");
    assertThat(features).containsExactly(1, 2.5f, -3);
  }

  @Test
  void takesNullForAbsent() throws Exception {
    decode("{\"id\":\"ü\",\"p\":[1,null],\"a\":{\"b\":true}}");
    assertThat(key).isEqualTo("ü");
    assertThat(features).containsExactly(1, 9, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[1]|MALFORMED_JSON",
        "{\"id\":\"k\"|MALFORMED_JSON",
        "{\"id\":\"k\",\"p0\":1,\"p\":[1],\"a\":{\"b\":1}}|MALFORMED_JSON",
        "{\"id\":\"k\",\"p0\":1,\"a\":{\"b\":1}} {}|MALFORMED_JSON",
        "{\"p0\":1,\"a\":{\"b\":1}}|EMPTY_KEY",
        "{\"id\":\"\",\"p0\":1,\"a\":{\"b\":1}}|EMPTY_KEY",
        "{\"id\":\"k\",\"p0\":1}|MISSING_VALUE",
        "{\"id\":[\"k\"],\"p0\":1,\"a\":{\"b\":1}}|EMPTY_KEY",
        "{\"id\":\"k\",\"p0\":{\"x\":1},\"a\":{\"b\":1}}|MISSING_VALUE",
        "{\"id\":\"k\",\"p0\":[1],\"a\":{\"b\":1}}|MISSING_VALUE",
        "{\"id\":\"k\",\"p0\":1,\"a\":1}|MISSING_VALUE",
        "{\"id\":\"k\",\"p0\":\"x\",\"a\":{\"b\":1}}|UNPARSABLE_NUMBER",
        "{\"id\":\"k\",\"p0\":1e99,\"a\":{\"b\":1}}|NON_FINITE_NUMBER"
      })
  void rejectsWithTheCause(String json, RejectCause cause) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            InvalidRecordException.class, e -> assertThat(e.rejectCause()).isEqualTo(cause));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"x\":", "[", "{\"x\":["})
  void refusesNestingThatOnlyAnAttackerWrites(String open) {
    // whether the card names the field or not
    for (String name : List.of("p", "unknown")) {
      String deep = "{\"id\":\"k\",\"" + name + "\":" + open.repeat(100_000);
      assertThatThrownBy(() -> decode(deep)).hasMessageContaining("nested deeper than 64");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "a\\udc00b", "\\udc00\\ud800"})
  void refusesAKeyThatIsNoText(String key) {
    assertThatThrownBy(() -> decode("{\"p\":[1],\"a\":{\"b\":1},\"id\":\"" + key + "\"}"))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.MALFORMED_TEXT));
  }
}
