package io.howdah.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;

/** Whatever a number looks like, its float is the one of {@link Float#parseFloat}, to the bit. */
class PlainDecimalTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.empty(),
          List.of(new Feature.Numeric("x", Float.NaN), new Feature.Numeric("y", Float.NaN)));
  private static final RecordDecoder<Text> DECODER = decoder(',');
  private static final PlainDecimal DECIMAL = new PlainDecimal((byte) ',');

  private static RecordDecoder<Text> decoder(char delimiter) {
    return new RecordFormat(RecordFormat.Kind.CSV, delimiter, true, List.of())
        .decoder(SCHEMA, List.of("x", "id", "y"));
  }

  private static final class Row implements RecordSink {
    private final float[] features = new float[2];

    @Override
    public void key(byte[] bytes, int offset, int length) {}

    @Override
    public void time(long epochMillis) {}

    @Override
    public void feature(int slot, float value) {
      features[slot] = value;
    }
  }

  private static Arbitrary<String> digits(int least, int most) {
    return Arbitraries.oneOf(
        Arbitraries.strings().numeric().ofMinLength(least).ofMaxLength(most),
        Arbitraries.strings().withChars('0', '9').ofMinLength(least).ofMaxLength(most));
  }

  /** Decimals with any number of digits on either side of the point, and leading zeros. */
  @Provide
  Arbitrary<String> decimals() {
    Arbitrary<String> whole = digits(0, 22);
    Arbitrary<String> fraction = digits(0, 22).map(digits -> "." + digits);
    return Combinators.combine(
            Arbitraries.of("", "-"),
            Arbitraries.oneOf(whole, digits(1, 2)),
            Arbitraries.oneOf(fraction, digits(1, 6).map(d -> "." + d), Arbitraries.just("")))
        .as((sign, left, right) -> sign + left + right)
        .filter(text -> text.chars().anyMatch(Character::isDigit));
  }

  /** What programs print: floats, doubles and their roundings, exponents where Java puts them. */
  @Provide
  Arbitrary<String> printed() {
    Arbitrary<Float> floats =
        Arbitraries.integers().map(Float::intBitsToFloat).filter(Float::isFinite);
    Arbitrary<Double> near = Arbitraries.doubles().between(-1e7, 1e7).ofScale(17);
    return Arbitraries.oneOf(
        floats.map(String::valueOf),
        floats.map(x -> new BigDecimal(x).toPlainString()),
        near.map(String::valueOf),
        near.map(x -> String.valueOf(x.floatValue())),
        near.map(x -> BigDecimal.valueOf(x).toPlainString()),
        Combinators.combine(near, Arbitraries.integers().between(0, 19))
            .as((x, scale) -> String.format(Locale.ROOT, "%." + scale + "f", x)));
  }

  /** The middle between two floats, or the last digit beside it. */
  @Provide
  Arbitrary<String> middles() {
    return Combinators.combine(
            Arbitraries.integers()
                .between(Float.floatToRawIntBits(1e-6f), Float.floatToRawIntBits(1e12f))
                .map(Float::intBitsToFloat),
            Arbitraries.of(-1, 0, 1),
            Arbitraries.integers().between(1, 40))
        .as(
            (x, beside, scale) -> {
              BigDecimal middle =
                  new BigDecimal(x)
                      .add(new BigDecimal(Math.nextUp(x)))
                      .divide(BigDecimal.valueOf(2));
              BigDecimal shown =
                  middle.setScale(Math.min(scale, middle.scale() + 2), RoundingMode.DOWN);
              return shown.add(shown.ulp().multiply(BigDecimal.valueOf(beside))).toPlainString();
            });
  }

  @Property(tries = 20_000)
  void agreesOnDecimals(@ForAll("decimals") String text) throws Exception {
    Statistics.label("read at once")
        .collect(assertAgrees(text))
        .coverage(found -> found.check(true).percentage(p -> p > 40));
  }

  @Property(tries = 20_000)
  void agreesOnWhatProgramsPrint(@ForAll("printed") String text) throws Exception {
    Statistics.label("read at once")
        .collect(assertAgrees(text))
        .coverage(found -> found.check(true).percentage(p -> p > 25));
  }

  @Property(tries = 20_000)
  void agreesBesideTheMiddleOfTwoFloats(@ForAll("middles") String text) throws Exception {
    Statistics.label("read at once")
        .collect(assertAgrees(text))
        .coverage(
            found -> {
              found.check(true).percentage(p -> p > 5);
              found.check(false).percentage(p -> p > 5);
            });
  }

  /** True if the number was read at once; its row is right either way. */
  private static boolean assertAgrees(String text) throws Exception {
    float expected = Float.parseFloat(text);
    // digits beyond the record's end, as a reused buffer has them
    byte[] bytes = ("7," + text + ",8" + text + "123456789").getBytes(US_ASCII);
    boolean isRead = DECIMAL.read(bytes, 2, bytes.length);
    if (isRead) {
      assertBits(DECIMAL.value(), expected, text);
      assertThat(DECIMAL.end()).isEqualTo(2 + text.length());
    }
    byte[] alone = text.getBytes(US_ASCII);
    assertThat(DECIMAL.read(alone, 0, alone.length)).isEqualTo(isRead);
    if (Float.isFinite(expected)) {
      Text record = new Text(text + ",k," + text + "123456789");
      record.set(record.getBytes(), 0, 2 * text.length() + 3);
      Row row = new Row();
      DECODER.decode(record, row);
      assertBits(row.features[0], expected, text);
      assertBits(row.features[1], expected, text);
    }
    return isRead;
  }

  private static void assertBits(float value, float expected, String text) {
    assertThat(Float.floatToRawIntBits(value))
        .as(text)
        .isEqualTo(Float.floatToRawIntBits(expected));
  }

  @Test
  void leavesWhatIsNoPlainDecimalAlone() {
    for (String field :
        List.of(
            "",
            "-",
            ".",
            "-.",
            "--1",
            "1-",
            "1.2.3",
            "+1",
            "1e5",
            "1f",
            "0x1",
            "NaN",
            " 1",
            "1 ",
            "\"1\"",
            "1\"",
            "1_0",
            "12345678x",
            "1.2345678x",
            "12345678.x",
            "12345678901234567890",
            "1:",
            "1/",
            "\u00001",
            "1\u0000",
            "1\u0000,",
            "/1",
            ":1")) {
      byte[] record = (field + ",1").getBytes(US_ASCII);
      assertThat(DECIMAL.read(record, 0, record.length)).as(field).isFalse();
      assertThat(DECIMAL.read(record, 0, field.length())).as(field).isFalse();
    }
  }

  @Test
  void isNotMisledByADelimiterThatNumbersAreMadeOf() throws Exception {
    for (char delimiter : "0123456789.-".toCharArray()) {
      String one = delimiter == '1' ? "2" : "1";
      RecordDecoder<Text> decoder = decoder(delimiter);
      Row row = new Row();
      decoder.decode(new Text(one + delimiter + "k" + delimiter + one + one), row);
      assertThat(row.features).containsExactly(Float.parseFloat(one), Float.parseFloat(one + one));
    }
  }
}
