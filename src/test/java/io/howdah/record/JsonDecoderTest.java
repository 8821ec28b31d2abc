package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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
    decode(new Text(json));
  }

  private void decode(Text json) throws InvalidRecordException {
    RecordFormat.of("json")
        .decoder(SCHEMA, List.of())
        .decode(
            json,
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
      value = {
        "yes;no|true|Unknown category of c: true",
        "yes;no|false|Unknown category of c: false",
        "1;x|false|Unknown category of c: false",
        "1;true|true|1",
        "1;0|true|0",
        "1;0|false|1",
        "false;0|false|0"
      })
  void aBooleanIsNamedAsItIsWrittenWhereTheCardListsNothingOfIt(
      String categories, String value, String expected) throws Exception {
    RecordDecoder<Text> decoder =
        RecordFormat.of("json")
            .decoder(
                new RecordSchema(
                    "id",
                    Optional.empty(),
                    List.of(new Feature.OneHot("c", List.of(categories.split(";")), -1))),
                List.of());
    float[] row = new float[2];
    RecordSink sink =
        new RecordSink() {
          @Override
          public void key(byte[] bytes, int offset, int length) {}

          @Override
          public void time(long epochMillis) {}

          @Override
          public void feature(int slot, float value) {
            row[slot] = value;
          }
        };
    Text record = new Text("{\"id\":1,\"c\":" + value + "}");
    if (expected.startsWith("Unknown")) {
      assertThatThrownBy(() -> decoder.decode(record, sink)).hasMessage(expected);
    } else {
      decoder.decode(record, sink);
      assertThat(row[Integer.parseInt(expected)]).isEqualTo(1);
      assertThat(row[1 - Integer.parseInt(expected)]).isZero();
    }
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
        "{\"id\":[\"k\"],\"p0\":1,\"a\":{\"b\":1}}|MALFORMED_JSON",
        "{\"id\":\"k\",\"p0\":{\"x\":1},\"a\":{\"b\":1}}|UNPARSABLE_NUMBER",
        "{\"id\":\"k\",\"p0\":[1],\"a\":{\"b\":1}}|UNPARSABLE_NUMBER",
        "{\"id\":\"k\",\"p0\":1,\"a\":1}|UNPARSABLE_NUMBER",
        "{\"id\":\"k\",\"p0\":1,\"a\":{}}|MISSING_VALUE",
        "{\"id\":\"k\",\"p0\":1,\"a\":null}|MISSING_VALUE",
        "{\"id\":\"k\",\"p0\":\"\",\"a\":{\"b\":1}}|UNPARSABLE_NUMBER",
        "{\"id\":\"k\",\"p0\":\" \",\"a\":{\"b\":1}}|UNPARSABLE_NUMBER",
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
      assertThatThrownBy(() -> decode(deep))
          .hasMessageMatching(".*nested deeper than 64|Invalid value of p0: an array");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true|true",
        "false|false",
        "1.0|1.0",
        "1e3|1e3",
        "-0|-0",
        "-0.0|-0.0",
        "0.10|0.10",
        "1E400|1E400",
        "123456789012345678901234567890|123456789012345678901234567890",
        "\" m1 \"|` m1 `",
        "\"\\u00e9\\ud83d\\ude00\"|\u00e9\uD83D\uDE00"
      })
  void aKeyKeepsItsText(String json, String expected) throws Exception {
    decode("{\"p\":[1,2],\"a\":{\"b\":1},\"id\":" + json + "}");
    assertThat(key).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "636166e9", // cut off, before the quote
        "c0af", // a slash, longer than need be
        "eda0bdedb880", // the halves of a pair, which Jackson puts together
        "eda080"
      })
  void refusesBytesThatJacksonTakesForAnotherKey(String hex) {
    byte[] before = "{\"p\":[1,2],\"a\":{\"b\":1},\"id\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] record = new byte[before.length + hex.length() / 2 + 2];
    System.arraycopy(before, 0, record, 0, before.length);
    System.arraycopy(HexFormat.of().parseHex(hex), 0, record, before.length, hex.length() / 2);
    record[record.length - 2] = '"';
    record[record.length - 1] = '}';
    assertThatThrownBy(() -> decode(new Text(record)))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.MALFORMED_TEXT));
  }

  @Test
  void refusesUtf16WhichNoFileOfLinesCanHold() {
    String json = "{\"p\":[1,2],\"a\":{\"b\":1},\"id\":\"k\"}";
    assertThatThrownBy(() -> decode(new Text(json.getBytes(StandardCharsets.UTF_16LE))))
        .hasMessage("Invalid JSON: a zero byte (must be UTF-8)");
    assertThatThrownBy(() -> decode(new Text(json.getBytes(StandardCharsets.UTF_16BE))))
        .hasMessage("Invalid JSON: a zero byte (must be UTF-8)");
  }

  @Test
  void aBooleanIsANumberACategoryOrItsTextButNoTime() throws Exception {
    RecordSchema schema =
        new RecordSchema(
            "id",
            Optional.of("t"),
            List.of(
                new Feature.Numeric("n", Float.NaN),
                new Feature.OneHot("w", List.of("false", "true"), -1),
                new Feature.OneHot("d", List.of("0", "1"), -1)));
    assertThat(row(schema, "{\"id\":true,\"t\":5,\"n\":true,\"w\":true,\"d\":true}"))
        .containsExactly(1, 0, 1, 0, 1);
    assertThat(row(schema, "{\"id\":true,\"t\":5,\"n\":false,\"w\":false,\"d\":false}"))
        .containsExactly(0, 1, 0, 1, 0);
    assertThatThrownBy(() -> row(schema, "{\"id\":\"k\",\"t\":true,\"n\":1,\"w\":true,\"d\":1}"))
        .hasMessageStartingWith("Invalid time: true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"id\":\"k\",\"t\":5,\"n\":[3],\"c\":\"a\"}|UNPARSABLE_NUMBER|Invalid value of n: an"
            + " array",
        "{\"id\":\"k\",\"t\":5,\"n\":{\"v\":3},\"c\":\"a\"}|UNPARSABLE_NUMBER|Invalid value of n:"
            + " an object",
        "{\"id\":\"k\",\"t\":5,\"n\":3,\"c\":[]}|UNKNOWN_CATEGORY|Invalid value of c: an array",
        "{\"id\":\"k\",\"t\":{},\"n\":3,\"c\":\"a\"}|INVALID_TIME|Invalid time: an object",
        "{\"id\":[\"k\"],\"t\":5,\"n\":3,\"c\":\"a\"}|MALFORMED_JSON|Invalid JSON: the key id is an"
            + " array",
        "{\"id\":\"k\",\"t\":5,\"n\":3,\"c\":\"\"}|UNKNOWN_CATEGORY|Unknown category of c: an empty"
            + " text",
        "{\"id\":\"k\",\"t\":5,\"n\":NaN,\"c\":\"a\"}|MALFORMED_JSON|Invalid JSON: Non-standard"
            + " token 'NaN'"
      })
  void aValueOfAnotherShapeIsNotAbsent(String json, RejectCause cause, String message) {
    RecordSchema schema =
        new RecordSchema(
            "id",
            Optional.of("t"),
            List.of(new Feature.Numeric("n", 7), new Feature.OneHot("c", List.of("a", "b"), 1)));
    assertThatThrownBy(() -> row(schema, json))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            InvalidRecordException.class, e -> assertThat(e.rejectCause()).isEqualTo(cause));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|the object is not closed (must be one whole object per line, or per event)",
        "{\"id\":|the object is not closed (must be one whole object per line, or per event)",
        "{\"id\": \"k|the object is not closed (must be one whole object per line, or per event)",
        "\"id\": \"k\",|not an object (must be one whole object per line, or per event)",
        "[{\"id\":\"k\"},|not an object (must be one whole object per line, or per event)",
        "}|Unexpected close marker '}' (must be one whole object per line, or per event)",
        "],|Unexpected close marker ']' (must be one whole object per line, or per event)",
        "{\"id\":\"k\"},|Unexpected character (',' (code 44))",
        "{id:\"k\"}|Unexpected character ('i' (code 105))",
        "{'id':'k'}|Unexpected character (''' (code 39))",
        "{\"id\":k}|Unrecognized token 'k'",
        "{\"id\":01}|Invalid numeric value: Leading zeroes not allowed",
        "{\"id\":+1}|"
      })
  void aLineThatIsNoObjectIsToldInWordsAndWithoutTheParsersOwn(String json, String why) {
    assertThatThrownBy(() -> decode(json))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .startsWith("Invalid JSON: " + (why == null ? "" : why))
                    .doesNotContain("Source", "marker at", "Feature", "REDACTED", "@", "line:"));
  }

  @Test
  void halfASurrogatePairIsNoQuestionMark() {
    RecordSchema schema =
        new RecordSchema(
            "id", Optional.empty(), List.of(new Feature.OneHot("c", List.of("?", "a"), -1)));
    assertThatThrownBy(() -> row(schema, "{\"id\":\"k\",\"c\":\"\\ud800\"}"))
        .hasMessage("Invalid c: not Unicode text");
  }

  private static float[] row(RecordSchema schema, String json) throws InvalidRecordException {
    float[] row = new float[schema.width()];
    RecordFormat.of("json")
        .decoder(schema, List.of())
        .decode(
            new Text(json),
            new RecordSink() {
              @Override
              public void key(byte[] bytes, int offset, int length) {}

              @Override
              public void time(long epochMillis) {}

              @Override
              public void feature(int slot, float value) {
                row[slot] = value;
              }
            });
    return row;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "a\\udc00b", "\\udc00\\ud800"})
  void refusesAKeyThatIsNoText(String key) {
    assertThatThrownBy(() -> decode("{\"p\":[1,2],\"a\":{\"b\":1},\"id\":\"" + key + "\"}"))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.MALFORMED_TEXT));
  }
}
