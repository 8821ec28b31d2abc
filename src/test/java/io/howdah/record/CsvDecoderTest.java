package io.howdah.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDecoderTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.of("t"),
          List.of(
              new Feature.Numeric("x", Float.NaN),
              new Feature.OneHot("c", List.of("red", "grün"), 0),
              new Feature.Numeric("y", 7f)));
  private static final List<String> COLUMNS = List.of("id", "t", "x", "other", "c", "y");

  /** A row that remembers. */
  private static final class Row implements RecordSink {
    private String key;
    private long time = -1;
    private final float[] features = {-1, -1, -1, -1};

    @Override
    public void key(byte[] bytes, int offset, int length) {
      key = new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void time(long epochMillis) {
      time = epochMillis;
    }

    @Override
    public void feature(int slot, float value) {
      features[slot] = value;
    }
  }

  private static Row decode(String line) throws InvalidRecordException {
    Row row = new Row();
    RecordFormat.of("csv").decoder(SCHEMA, COLUMNS).decode(new Text(line), row);
    return row;
  }

  @Test
  void findsKeyTimeAndFeaturesByTheirColumns() throws Exception {
    Row row = decode("a,1970-01-01T00:00:01Z,1.5,ignored,grün,-2e3");
    assertThat(row.key).isEqualTo("a");
    assertThat(row.time).isEqualTo(1000);
    assertThat(row.features).containsExactly(1.5f, 0, 1, -2000);
  }

  @Test
  void standsInForMissingValuesWhereTheCardSaysSo() throws Exception {
    assertThat(decode("a,5,1,,,").features).containsExactly(1, 1, 0, 7);
  }

  @Test
  void readsQuotesDelimitersAndLineBreaksInQuotes() throws Exception {
    assertThat(decode("\"a,\"\"b\"\"\n\",5,\"1\",,red,1").key).isEqualTo("a,\"b\"\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        ",5,1,,red,1|EMPTY_KEY",
        "a,5,1,,red|MISSING_COLUMN",
        "a,5,1,,red,1,1|EXTRA_COLUMN",
        "a,5,,,red,1|MISSING_VALUE",
        "a,5,one,,red,1|UNPARSABLE_NUMBER",
        "a,5,5d,,red,1|UNPARSABLE_NUMBER",
        "a,5,2F,,red,1|UNPARSABLE_NUMBER",
        "a,5,1.5e3f,,red,1|UNPARSABLE_NUMBER",
        "a,5,0x1p3,,red,1|UNPARSABLE_NUMBER",
        "a,5,-0X1P3,,red,1|UNPARSABLE_NUMBER",
        "a,5,NaN,,red,1|NON_FINITE_NUMBER",
        "a,5,1e99,,red,1|NON_FINITE_NUMBER",
        "a,5,1,,blue,1|UNKNOWN_CATEGORY",
        "a,yesterday,1,,red,1|INVALID_TIME",
        "a,-5,1,,red,1|INVALID_TIME",
        "a,5,1,\"open,red,1|QUOTED_LINE_BREAK",
        "a,5,1,\"x\"y,red,1|MALFORMED_QUOTES"
      })
  void rejectsWithTheCause(String line, RejectCause cause) {
    assertThatThrownBy(() -> decode(line))
        .isInstanceOfSatisfying(
            InvalidRecordException.class, e -> assertThat(e.rejectCause()).isEqualTo(cause));
  }

  @Test
  void rejectsAKeyThatHBaseCannotHold() {
    assertThatThrownBy(() -> decode("k".repeat(32_768) + ",5,1,,red,1"))
        .hasMessage("Invalid key: 32768 bytes (must be <= 32767)");
  }

  @Test
  void rejectsAKeyThatEndsInsideASequenceOfBytes() {
    byte[] record = {'c', 'a', 'f', (byte) 0xE9, ',', '5', ',', '1', ',', ',', ',', '1'};
    assertThatThrownBy(
            () ->
                RecordFormat.of("csv").decoder(SCHEMA, COLUMNS).decode(new Text(record), new Row()))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.MALFORMED_TEXT))
        .hasMessage("Invalid key: not UTF-8");
  }

  @Test
  void aBareKeyIsTrimmedLikeAValueAndAQuotedOneIsNot() throws Exception {
    assertThat(decode(" m1\t ,5, 1 ,, red\t,1").key).isEqualTo("m1");
    assertThat(decode("\" m1 \",5,1,,red,1").key).isEqualTo(" m1 ");
    assertThat(decode("m\u00a0,5,1,,red,1").key).isEqualTo("m\u00a0");
    assertThatThrownBy(() -> decode("  ,5,1,,red,1")).hasMessage("Invalid key: empty");
  }

  @Test
  void keysOfDifferentLineBreaksAreDifferent() throws Exception {
    assertThat(decode("\"a\r\nb\",5,1,,red,1").key).isEqualTo("a\r\nb");
    assertThat(decode("\"a\rb\",5,1,,red,1").key).isEqualTo("a\rb");
    assertThat(decode("\"a\nb\",5,1,,red,1").key).isEqualTo("a\nb");
  }

  @Test
  void namesTheColumnsThatTheHeaderLacks() {
    assertThatThrownBy(() -> RecordFormat.of("csv").decoder(SCHEMA, List.of("id;t;x;c;y")))
        .hasMessageStartingWith("Cannot find columns id, t, x, c, y in the header: id;t;x;c;y");
  }

  @Test
  void agreesWithCommonsCsvOnWhatCommonsCsvWrites() throws Exception {
    Random random = new Random(3);
    String alphabet = "a,\"\n ;ü'\\";
    for (int i = 0; i < 2000; i++) {
      StringBuilder key = new StringBuilder("k");
      for (int j = random.nextInt(8); j > 0; j--) {
        key.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      float x = Float.intBitsToFloat(random.nextInt());
      if (!Float.isFinite(x)) {
        continue;
      }
      StringWriter text = new StringWriter();
      try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
        printer.printRecord(key, i, x, "other", "red", 1);
      }
      String line = text.toString();
      Row row = decode(line.substring(0, line.length() - 2));
      assertThat(row.key).isEqualTo(key.toString());
      assertThat(row.features[0]).isEqualTo(x);
    }
  }
}
