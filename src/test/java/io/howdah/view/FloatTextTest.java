package io.howdah.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "1, 1.0",
    "-2.5, -2.5",
    "0.001, 0.001",
    "0.00099999999, 0.001",
    "9.99E-4, 9.99E-4",
    "0.012345679, 0.012345679",
    "9999999, 9999999.0",
    "1E7, 1.0E7",
    "123456.79, 123456.79",
    "2.0E-3, 0.002",
    "3.4028235E38, 3.4028235E38",
    "1.1754944E-38, 1.1754944E-38",
    "1.4E-45, 1.0E-45",
    "16777216, 1.6777216E7",
    "8.41E21, 8.41E21",
    "2.0E10, 2.0E10"
  })
  void writesTheShortestText(float value, String text) {
    assertThat(FloatText.of(value)).isEqualTo(text);
  }

  @Test
  void writesWhatIsNotANumberAsJavaDoes() {
    assertThat(FloatText.of(Float.NaN)).isEqualTo("NaN");
    assertThat(FloatText.of(Float.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    assertThat(FloatText.of(-0f)).isEqualTo("-0.0");
  }

  @Property(tries = 200_000)
  void parsesBackToTheSameFloat(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    // boxed, for NaN must equal NaN and -0.0 must not become 0.0
    assertThat(Float.valueOf(FloatText.of(value))).isEqualTo(Float.valueOf(value));
  }

  @Property(tries = 20_000)
  void hasNoShorterTextThatParsesBack(@ForAll int bits) {
    assertShortest(Float.intBitsToFloat(bits));
  }

  @Test
  void isTheShortestAtEveryPowerOfTwo() {
    for (int exponent = Float.MIN_EXPONENT; exponent <= Float.MAX_EXPONENT; exponent++) {
      float value = Math.scalb(1f, exponent);
      assertThat(Float.parseFloat(FloatText.of(value))).isEqualTo(value);
      assertShortest(value);
    }
  }

  private static void assertShortest(float value) {
    if (!Float.isFinite(value) || value == 0) {
      return;
    }
    int digits = new BigDecimal(FloatText.of(value)).stripTrailingZeros().precision();
    if (digits > 1) {
      BigDecimal exact = new BigDecimal(value);
      for (RoundingMode mode : new RoundingMode[] {RoundingMode.UP, RoundingMode.DOWN}) {
        BigDecimal shorter = exact.round(new MathContext(digits - 1, mode));
        assertThat(shorter.floatValue()).as("%s in %s", shorter, value).isNotEqualTo(value);
      }
    }
  }
}
