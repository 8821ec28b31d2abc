package io.howdah.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The shortest decimal text that parses back to a float; {@code Float.toString} of Java 17 is not
 * always the shortest (JDK-4511638). Plain between 1e-3 and 1e7, like {@code 1.2E-5} outside.
 */
public final class FloatText {
  /** Nine significant digits tell any two floats apart. */
  private static final int MAX_DIGITS = 9;

  /** Where the search begins: most floats need 7 to 9 digits. */
  private static final int USUAL_DIGITS = 8;

  /** Powers of ten that a double holds exactly. */
  private static final double[] TEN = new double[23];

  static {
    for (int i = 0; i < TEN.length; i++) {
      TEN[i] = Double.parseDouble("1e" + i);
    }
  }

  private FloatText() {}

  /** The text of a float; {@code NaN} and {@code Infinity} as Java writes them. */
  public static String of(float value) {
    if (value == 0 || !Float.isFinite(value)) {
      return Float.toString(value);
    }
    float size = Math.abs(value);
    // size = 0.d₁d₂… × 10^point; the logarithm may be off by one at a power of ten
    int point = (int) Math.floor(Math.log10(size)) + 1;
    int digits = USUAL_DIGITS;
    long shortest = candidate(size, point, digits);
    if (shortest < 0) {
      do {
        shortest = candidate(size, point, ++digits);
      } while (shortest < 0 && digits <= MAX_DIGITS);
    } else {
      for (long shorter = shortest; shorter >= 0 && digits > 1; ) {
        shorter = candidate(size, point, digits - 1);
        if (shorter >= 0) {
          shortest = shorter;
          digits--;
        }
      }
    }
    return text(value < 0, shortest, point - digits);
  }

  /** The number of so many digits that parses back to the float, or -1 if there is none. */
  private static long candidate(float size, int point, int digits) {
    int exponent = point - digits;
    long nearest = Math.round(scaled(size, -exponent));
    if (parse(nearest, exponent) == size) {
      return nearest;
    }
    // above a power of two floats lie twice as far apart: the next number may do where the nearest,
    // below, does not
    return parse(nearest + 1, exponent) == size ? nearest + 1 : -1;
  }

  private static double scaled(float size, int power) {
    if (Math.abs(power) < TEN.length) {
      return power < 0 ? size / TEN[-power] : size * TEN[power];
    }
    return new BigDecimal(size)
        .scaleByPowerOfTen(power)
        .setScale(0, RoundingMode.HALF_EVEN)
        .doubleValue();
  }

  /** The float nearest to {@code digits × 10^exponent}. */
  private static float parse(long digits, int exponent) {
    if (Math.abs(exponent) < TEN.length) {
      // both operands are exact, so the double is the nearest one to the number
      double number = exponent < 0 ? digits / TEN[-exponent] : digits * TEN[exponent];
      float near = (float) number;
      if (!isHalfway(number)) {
        return near;
      }
    }
    return new BigDecimal(BigInteger.valueOf(digits), -exponent).floatValue();
  }

  /**
   * True if the double lies in the middle between two floats, where rounding twice may go wrong.
   */
  private static boolean isHalfway(double number) {
    return number < Float.MIN_NORMAL
        || (Double.doubleToRawLongBits(number) & 0x1FFFFFFFL) == 0x10000000L;
  }

  private static String text(boolean negative, long digits, int exponent) {
    while (digits % 10 == 0) {
      digits /= 10;
      exponent++;
    }
    StringBuilder text = new StringBuilder(16);
    if (negative) {
      text.append('-');
    }
    int first = text.length();
    text.append(digits);
    int length = text.length() - first;
    int point = length + exponent;
    if (point < -2 || point > 7) {
      text.insert(first + 1, length == 1 ? ".0" : ".");
      return text.append('E').append(point - 1).toString();
    }
    if (point <= 0) {
      return text.insert(first, "0.00", 0, 2 - point).toString();
    }
    for (int i = length; i < point; i++) {
      text.append('0');
    }
    return length <= point
        ? text.append(".0").toString()
        : text.insert(first + point, '.').toString();
  }
}
