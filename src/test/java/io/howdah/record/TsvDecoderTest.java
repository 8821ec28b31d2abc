package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsvDecoderTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.empty(),
          List.of(
              new Feature.OneHot("c", List.of("a\tb", "\\N", "plain"), -1),
              new Feature.Numeric("x", 7f)));

  private static List<String> decode(String format, String line) throws InvalidRecordException {
    return decode(RecordFormat.of(format), line);
  }

  private static List<String> decode(RecordFormat format, String line)
      throws InvalidRecordException {
    List<String> row = new ArrayList<>();
    RecordSink sink =
        new RecordSink() {
          @Override
          public void key(byte[] bytes, int offset, int length) {
            row.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
          }

          @Override
          public void time(long epochMillis) {}

          @Override
          public void feature(int slot, float value) {
            row.add(slot + "=" + value);
          }
        };
    format.decoder(SCHEMA, List.of("id", "c", "x")).decode(new Text(line), sink);
    return row;
  }

  private static String key(String format, String key) throws InvalidRecordException {
    return decode(format, key + "\tplain\t1").get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"hello", "world\"", "\"both\"", "a \" b", "\"\"", "\\t", "\\", "\\N"})
  void takesQuotesAndBackslashesAsTheyStand(String key) throws Exception {
    assertThat(key("tsv", key)).isEqualTo(key);
  }

  @Test
  void takesTheEscapesThatHiveAndMySqlWrite() throws Exception {
    assertThat(key("tsv-escaped", "a\\tb\\nc\\rd\\\\e\\0")).isEqualTo("a\tb\nc\rd\\e\0");
    assertThat(key("tsv-escaped", "a\\\tb\\\nc")).isEqualTo("a\tb\nc");
    assertThat(key("tsv-escaped", "\\\\")).isEqualTo("\\");
    assertThat(key("tsv-escaped", "\"\\\\N\"")).isEqualTo("\"\\N\"");
    assertThat(decode("tsv-escaped", "k\ta\\tb\t1")).contains("0=1.0", "1=0.0", "2=0.0");
  }

  @Test
  void aBackslashAndAnNAloneIsAnAbsentValue() throws Exception {
    assertThat(decode("tsv-escaped", "k\tplain\t\\N")).contains("3=7.0");
    assertThatThrownBy(() -> key("tsv-escaped", "\\N"))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.EMPTY_KEY));
    assertThat(decode("tsv", "k\t\\N\t1")).contains("1=1.0");
  }

  /** A row of a table without ROW FORMAT: backslashes stand as they are, and NULL is \N. */
  @Test
  void takesWhatHiveWritesByDefault() throws Exception {
    RecordFormat hive =
        new RecordFormat(
            RecordFormat.Kind.TSV,
            '\u0001',
            false,
            List.of("id", "c", "x"),
            new FieldConventions(FieldConventions.nullTexts("\\N"), '.', '"', false));
    assertThat(decode(hive, "C:\\new\u0001plain\u00011.5"))
        .containsExactly("C:\\new", "0=0.0", "1=0.0", "2=1.0", "3=1.5");
    assertThat(decode(hive, "k\u0001plain\u0001\\N")).contains("3=7.0");
    assertThat(decode(hive, "a\tb\u0001a\tb\u00012"))
        .containsExactly("a\tb", "0=1.0", "1=0.0", "2=0.0", "3=2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\", "a\\x", "\\Na", "\\ a"})
  void rejectsEscapesThatNobodyWrites(String key) {
    assertThatThrownBy(() -> decode("tsv-escaped", "k\tplain\t1\\" + key))
        .isInstanceOf(InvalidRecordException.class);
    assertThatThrownBy(
            () ->
                RecordFormat.of("tsv-escaped")
                    .decoder(
                        new RecordSchema("id", Optional.empty(), List.of()), List.of("other", "id"))
                    .decode(new Text("x\t" + key), null))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.MALFORMED_ESCAPE));
  }

  @Test
  void blanksAroundAFieldAreLeftOutButNotEscapedOnes() throws Exception {
    assertThat(key("tsv", "  m 1 ")).isEqualTo("m 1");
    assertThat(key("tsv-escaped", " \\tm1\\t ")).isEqualTo("\tm1\t");
    assertThat(key("tsv-escaped", "m1\\\\ ")).isEqualTo("m1\\");
  }

  @Test
  void namesInAHeaderHaveNoQuotesEither() {
    assertThat(RecordFormat.of("tsv").parseHeader(new Text("id\t\"x\ty\" ")))
        .containsExactly("id", "\"x", "y\"");
    assertThat(RecordFormat.of("tsv-escaped").parseHeader(new Text("id\tx\\ty")))
        .containsExactly("id", "x\ty");
  }

  @Test
  void refusesANameThatIsNoText() {
    assertThatThrownBy(
            () ->
                RecordFormat.of("csv")
                    .parseHeader(new Text(new byte[] {'i', 'd', ',', 'x', (byte) 0xE9})))
        .hasMessage(
            "Invalid header: column 2 is not UTF-8 (convert the file first, with iconv -t UTF-8 -f"
                + " and its encoding)");
  }
}
