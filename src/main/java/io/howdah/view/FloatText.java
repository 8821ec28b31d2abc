package io.howdah.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal text that parses back to a float; {@code Float.toString} of Java 17 is not
 * always the shortest (JDK-4511638). Plain between 1e-3 and 1e7, like {@code 1.2E-5} outside.
 */
public final class FloatText {
  private FloatText() {}

  /** The text of a float; {@code NaN} and {@code Infinity} as Java writes them. */
  public static String of(float value) {
    if (value == 0 || !Float.isFinite(value)) {
      return Float.toString(value);
    }
    String usual = Float.toString(value);
    BigDecimal shortest = shortest(value, usual);
    if (shortest == null) {
      return usual;
    }
    float size = Math.abs(value);
    if (size >= 1e-3f && size < 1e7f) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String sign = value < 0 ? "-" : "";
    String fraction = digits.length() > 1 ? digits.substring(1) : "0";
    return sign + digits.charAt(0) + "." + fraction + "E" + exponent;
  }

  /** Fewer digits than the usual text has, or null if there is no such number. */
  private static BigDecimal shortest(float value, String usual) {
    BigDecimal exact = new BigDecimal(value);
    int digits = new BigDecimal(usual).stripTrailingZeros().precision();
    BigDecimal best = null;
    for (int precision = digits - 1; precision >= 1; precision--) {
      BigDecimal rounded =
          exact.round(new MathContext(precision, RoundingMode.HALF_EVEN)).stripTrailingZeros();
      if (rounded.floatValue() != value) {
        break;
      }
      best = rounded;
    }
    return best;
  }
}
