package io.howdah.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a number, in records and in options. */
class DecimalTextTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema("id", Optional.of("t"), List.of(new Feature.Numeric("x", Float.NaN)));

  /** Where it stands in a record, and how its text reads. */
  private static float feature(String text) throws InvalidRecordException {
    float[] row = new float[1];
    long[] time = new long[1];
    RecordFormat.of("csv")
        .decoder(SCHEMA, List.of("id", "t", "x"))
        .decode(new Text("k,5,\"" + text + "\""), sink(row, time));
    return row[0];
  }

  private static long time(String text) throws InvalidRecordException {
    long[] time = new long[1];
    RecordFormat.of("csv")
        .decoder(SCHEMA, List.of("id", "t", "x"))
        .decode(new Text("k,\"" + text + "\",1"), sink(new float[1], time));
    return time[0];
  }

  private static RecordSink sink(float[] row, long[] time) {
    return new RecordSink() {
      @Override
      public void key(byte[] bytes, int offset, int length) {}

      @Override
      public void time(long epochMillis) {
        time[0] = epochMillis;
      }

      @Override
      public void feature(int slot, float value) {
        row[slot] = value;
      }
    };
  }

  @Test
  void decimalsWithASignAPointAndAnExponentAreNumbers() throws Exception {
    assertThat(feature("1.5e3")).isEqualTo(1500);
    assertThat(feature("-.5E-1")).isEqualTo(-0.05f);
    assertThat(feature("+7")).isEqualTo(7);
    assertThat(feature("3.")).isEqualTo(3);
    assertThat(feature(" 4 ")).isEqualTo(4);
    assertThat(feature("00012345678901234567890.5")).isEqualTo(1.2345679e19f);
    assertThat(DecimalText.parse("-0.25")).isEqualTo(-0.25);
    assertThat(DecimalText.whole("-12")).isEqualTo(-12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123d",
        "1.5D",
        "7f",
        "1e3F",
        "0x1p3",
        "-0X1.8P1",
        "1_000",
        "1,000",
        "1 000",
        "1'000",
        "\u0661\u0662\u0663",
        "\uFF11",
        "\u00BD",
        "\u22125",
        "1e",
        "1e+",
        "e5",
        "--1",
        "+-1",
        "1-",
        ".",
        "-",
        "+",
        "1.2.3",
        "1\u0000",
        "\u00001",
        "1\n",
        "\r1",
        "\u00A01",
        "1\u2003",
        "1L",
        "0b11",
        "$5",
        "5%",
        "true",
        "null",
        "None",
        "1/2",
        "\u221E",
        "INF"
      })
  void nothingElseIsANumber(String text) {
    assertThatThrownBy(() -> feature(text))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.UNPARSABLE_NUMBER));
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(DecimalText.isDecimal(bytes, 0, bytes.length)).isFalse();
    assertThatThrownBy(() -> DecimalText.parse(text)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> DecimalText.parseFloat(text))
        .isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> DecimalText.whole(text)).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NaN", "-NaN", "Infinity", "+Infinity", "-Infinity", "inf", "1e39", "-1e999"})
  void aNumberThatIsNotFiniteIsToldAsThat(String text) {
    assertThatThrownBy(() -> feature(text))
        .isInstanceOfSatisfying(
            InvalidRecordException.class,
            e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.NON_FINITE_NUMBER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+5", "5.0", "", " ", "9223372036854775808", "-", "5 "})
  void aWholeNumberIsDigits(String text) {
    assertThatThrownBy(() -> DecimalText.whole(text)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void aTimeIsAsciiDigitsOrAnInstant() throws Exception {
    assertThat(time(" 1795478400000 ")).isEqualTo(1_795_478_400_000L);
    assertThat(time("2026-11-24T00:00:00Z")).isEqualTo(1_795_478_400_000L);
    for (String text :
        List.of(
            "+5",
            "5.0",
            "5d",
            "0x5",
            "1_000",
            "\u0665",
            "5\n",
            "\u20035",
            "1e3",
            "NaN",
            "253402300800000",
            "99999999999999999999",
            "\u0662\u0660\u0662\u0666-11-24T00:00:00Z")) {
      assertThatThrownBy(() -> time(text))
          .as(text)
          .isInstanceOfSatisfying(
              InvalidRecordException.class,
              e -> assertThat(e.rejectCause()).isEqualTo(RejectCause.INVALID_TIME));
    }
  }
}
