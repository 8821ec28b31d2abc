package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.record.RecordFormat.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldConventionsTest {
  private static final List<String> COLUMNS = List.of("id", "x", "c");

  private static RecordSchema schema(int unknown) {
    return new RecordSchema(
        "id",
        Optional.empty(),
        List.of(
            new Feature.Numeric("x", 9),
            new Feature.OneHot("c", List.of("red", "NA"), 0, unknown)));
  }

  private static FieldConventions conventions(
      List<String> nullTexts, char decimal, char escape, boolean trailing) {
    return new FieldConventions(nullTexts, decimal, escape, trailing);
  }

  /** The key and the row, and what was filled in. */
  private static String decode(RecordFormat format, RecordSchema schema, String record)
      throws InvalidRecordException {
    StringBuilder read = new StringBuilder();
    float[] row = new float[schema.width()];
    StringBuilder filled = new StringBuilder();
    format
        .decoder(schema, COLUMNS)
        .decode(
            new Text(record),
            new RecordSink() {
              @Override
              public void key(byte[] bytes, int offset, int length) {
                read.append(new String(bytes, offset, length, UTF_8));
              }

              @Override
              public void time(long epochMillis) {}

              @Override
              public void feature(int slot, float value) {
                row[slot] = value;
              }

              @Override
              public void filled(int feature) {
                filled.append(" filled ").append(feature);
              }
            });
    return read + " " + Arrays.toString(row) + filled;
  }

  private static RecordFormat csv(char delimiter, FieldConventions conventions) {
    return new RecordFormat(Kind.CSV, delimiter, true, List.of(), conventions);
  }

  @Test
  void nullTextsStandForMissingValuesOfNumbersAndCategories() throws Exception {
    RecordFormat format =
        csv(',', conventions(List.of("\\N", "NULL", "NA", "-999"), '.', '"', false));
    for (String text : List.of("\\N", "NULL", "NA", "-999", "", " NULL ", "\"NULL\"")) {
      assertThat(decode(format, schema(-1), "k," + text + ",red"))
          .as(text)
          .isEqualTo("k [9.0, 1.0, 0.0] filled 0");
    }
    assertThat(decode(format, schema(-1), "k,1,NULL")).isEqualTo("k [1.0, 1.0, 0.0] filled 1");
    // the card lists NA: the country, not a missing value
    assertThat(decode(format, schema(-1), "k,1,NA")).isEqualTo("k [1.0, 0.0, 1.0]");
    assertReject(format, "k,null,red", RejectCause.UNPARSABLE_NUMBER);
    assertReject(format, "k,NULLS,red", RejectCause.UNPARSABLE_NUMBER);
    assertThat(decode(format, schema(-1), "k,-999.0,red")).isEqualTo("k [-999.0, 1.0, 0.0]");
  }

  @Test
  void aKeyThatIsANullTextIsNoKey() {
    RecordFormat format = csv(',', conventions(List.of("NULL"), '.', '"', false));
    assertThatThrownBy(() -> decode(format, schema(-1), "NULL,1,red"))
        .hasMessage("Invalid key: NULL stands for a missing value")
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.EMPTY_KEY));
  }

  @Test
  void aDecimalCommaIsThePointAndAPointIsThenRefused() throws Exception {
    RecordFormat format = csv(';', conventions(List.of(), ',', '"', false));
    assertThat(decode(format, schema(-1), "k;-1,5;red")).isEqualTo("k [-1.5, 1.0, 0.0]");
    assertThat(decode(format, schema(-1), "k;\"2,5e1\";red")).isEqualTo("k [25.0, 1.0, 0.0]");
    assertThat(decode(format, schema(-1), "k;12;red")).isEqualTo("k [12.0, 1.0, 0.0]");
    for (String number : List.of("1.5", "1.234", "1.234,5", "1,2,3", ",", "1,5f")) {
      assertReject(format, "k;" + number + ";red", RejectCause.UNPARSABLE_NUMBER);
    }
    assertThatThrownBy(() -> decode(format, schema(-1), "k;1,2,3;red"))
        .hasMessage("Invalid number of x: 1,2,3");
    // in quotes it does not part fields, even where it is the delimiter
    assertThat(
            decode(csv(',', conventions(List.of(), ',', '"', false)), schema(-1), "k,\"1,5\",red"))
        .isEqualTo("k [1.5, 1.0, 0.0]");
    assertReject(RecordFormat.of("csv"), "k,\"1,5\",red", RejectCause.UNPARSABLE_NUMBER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\\\"b\"|a\"b",
        "\"a\\\\\"|a\\",
        "\"a\\nb\"|a\\nb",
        "\"\\\"\"|\"",
        "\"a\"\"b\"|a\"b",
        "\"a,\\\",\\\",b\"|a,\",\",b",
        "\"c:\\dir\\\\\\\"x\\\"\"|c:\\dir\\\"x\"",
        "a\\b|a\\b"
      })
  void anEscapeStandsBeforeAQuoteOrItselfWithinQuotes(String field, String key) throws Exception {
    RecordFormat format = csv(',', conventions(List.of(), '.', '\\', false));
    assertThat(decode(format, schema(-1), field + ",1,red")).isEqualTo(key + " [1.0, 1.0, 0.0]");
  }

  @Test
  void anEscapedQuoteClosesNoFieldOverSeveralLines() throws Exception {
    RecordFormat format = csv(',', conventions(List.of(), '.', '\\', false));
    RecordFrames frames = format.frames(true, 100);
    frames.begin(
        new java.io.ByteArrayInputStream(
            "\"a\\\"\nb\",1,red\n\"c\\\n\",2,red\nd,3,red".getBytes(UTF_8)),
        0);
    assertThat(frames.next(Long.MAX_VALUE)).isTrue();
    assertThat(decode(format, schema(-1), frames.record().toString()))
        .isEqualTo("a\"\nb [1.0, 1.0, 0.0]");
    assertThat(frames.next(Long.MAX_VALUE)).isTrue();
    assertThat(decode(format, schema(-1), frames.record().toString()))
        .isEqualTo("c\\\n [2.0, 1.0, 0.0]");
    assertThat(frames.next(Long.MAX_VALUE)).isTrue();
    assertThat(frames.record()).isEqualTo(new Text("d,3,red"));
    assertThat(frames.next(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void aTrailingDelimiterEndsTheLastFieldAndBeginsNoOther() throws Exception {
    RecordFormat format = csv('|', conventions(List.of(), '.', '"', true));
    assertThat(format.parseHeader(new Text("id|x|c|"))).isEqualTo(COLUMNS);
    assertThat(decode(format, schema(-1), "k|1|red|")).isEqualTo("k [1.0, 1.0, 0.0]");
    assertThat(decode(format, schema(-1), "k|1|red")).isEqualTo("k [1.0, 1.0, 0.0]");
    assertThat(decode(format, schema(-1), "k|1||")).isEqualTo("k [1.0, 1.0, 0.0] filled 1");
    assertReject(format, "k|1|", RejectCause.MISSING_COLUMN);
    assertReject(format, "k|1|red||", RejectCause.EXTRA_COLUMN);
    assertReject(csv('|', FieldConventions.USUAL), "k|1|red|", RejectCause.EXTRA_COLUMN);
    RecordFormat escaped =
        new RecordFormat(
            Kind.TSV_ESCAPED, ';', true, List.of(), conventions(List.of(), '.', '"', true));
    assertReject(escaped, "k;1;red\\;", RejectCause.UNKNOWN_CATEGORY);
    assertThat(decode(escaped, schema(-1), "k;1;red;")).isEqualTo("k [1.0, 1.0, 0.0]");
  }

  @Test
  void jsonHasNullTextsOfItsOwnAndNoOtherConvention() throws Exception {
    RecordFormat format =
        new RecordFormat(
            Kind.JSON, ',', false, List.of(), conventions(List.of("", "NA"), ',', '\\', true));
    assertThat(format.conventions())
        .isEqualTo(new FieldConventions(List.of("", "NA"), '.', '"', false));
    assertThat(decode(format, schema(-1), "{\"id\":\"k\",\"x\":\"\",\"c\":\" \"}"))
        .isEqualTo("k [9.0, 1.0, 0.0] filled 0 filled 1");
    assertThat(decode(format, schema(-1), "{\"id\":\"k\",\"x\":\"NA\",\"c\":\"NA\"}"))
        .isEqualTo("k [9.0, 0.0, 1.0] filled 0");
    assertThat(decode(format, schema(-1), "{\"id\":\"k\",\"x\":\"1.5\",\"c\":\"red\"}"))
        .isEqualTo("k [1.5, 1.0, 0.0]");
  }

  @Test
  void anUnknownCategoryCountsAsTheOneThatTheCardNames() throws Exception {
    RecordFormat format = RecordFormat.of("csv");
    assertThat(decode(format, schema(1), "k,1,mauve")).isEqualTo("k [1.0, 0.0, 1.0] filled 1");
    assertThat(decode(format, schema(1), "k,1,")).isEqualTo("k [1.0, 1.0, 0.0] filled 1");
    assertThat(decode(format, schema(1), "k,1,red")).isEqualTo("k [1.0, 1.0, 0.0]");
    assertReject(format, "k,1,mauve", RejectCause.UNKNOWN_CATEGORY);
    assertThat(decode(RecordFormat.of("json"), schema(1), "{\"id\":\"k\",\"x\":1,\"c\":true}"))
        .isEqualTo("k [1.0, 0.0, 1.0] filled 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "\\t 9",
        "\\x01 1",
        "\\u0001 1",
        "\\001 1",
        "\\\\ 92",
        "; 59",
        "\\| 124",
        "\\x7c 124",
        "\\054 44",
        "\\, 44"
      })
  void aDelimiterMayBeWrittenAsAnEscape(String text, int character) {
    assertThat((int) RecordFormat.delimiter(text)).isEqualTo(character);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "||", "tab", "\\", "\\q", "\\x1", "\\xzz", "\\400", "\\u00", "\t\t"})
  void whatIsNotOneCharacterIsNoDelimiter(String text) {
    if (text.equals("\\")) {
      assertThat(RecordFormat.delimiter(text)).isEqualTo('\\');
    } else {
      assertThatThrownBy(() -> RecordFormat.delimiter(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid delimiter: ");
    }
  }

  @Test
  void conventionsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> csv('\\', conventions(List.of(), '.', '\\', false)))
        .hasMessage("Invalid escape: \\ (must not be the delimiter)");
    assertThatThrownBy(
            () ->
                new RecordFormat(
                    Kind.TSV, ',', true, List.of(), conventions(List.of(), ',', '"', false)))
        .hasMessage("Invalid decimal: , (must not be the delimiter)");
    assertThatThrownBy(() -> conventions(List.of(), ';', '"', false))
        .hasMessage("Invalid decimal: ; (must be . or ,)");
    assertThatThrownBy(() -> conventions(List.of(), '.', 'e', false))
        .hasMessageStartingWith("Invalid escape: e");
    assertThatThrownBy(() -> new RecordFormat(Kind.CSV, '\n', true, List.of()))
        .hasMessage("Invalid delimiter: ↵ (must be one ASCII character, no quote, no line end)");
  }

  @Test
  void listsOfNullTextsAreALineOfCsv() {
    assertThat(FieldConventions.nullTexts("\\N, NULL ,\"a,b\",\"\""))
        .containsExactly("\\N", "NULL", "a,b", "");
    assertThatThrownBy(() -> FieldConventions.nullTexts("\"a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRecordOfASampleThatIsTooLongIsThatAndNothingElse() {
    assertThatThrownBy(
            () ->
                RecordFormat.of("csv")
                    .decoder(schema(-1), COLUMNS, 5)
                    .decode(new Text("k,1,re"), null))
        .hasMessage("Invalid record: longer than 5 bytes (howdah.input.max-record-bytes)")
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.OVERSIZED_RECORD));
  }

  private static void assertReject(RecordFormat format, String record, RejectCause cause) {
    assertThatThrownBy(() -> decode(format, schema(-1), record))
        .as(record)
        .isInstanceOfSatisfying(
            InvalidRecordException.class, e -> assertThat(e.rejectCause()).isEqualTo(cause));
  }
}
