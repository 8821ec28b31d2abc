package io.howdah.record;

import java.nio.charset.StandardCharsets;

/**
 * A number as people and files write it: a sign, ASCII digits with a point, an exponent of ten.
 * Java's own parsers take more: blanks, {@code 5d}, {@code 0x1p3}, and for whole numbers the digits
 * of every script.
 */
public final class DecimalText {
  private DecimalText() {}

  /** True if that is all there is from {@code from} to before {@code to}. */
  static boolean isDecimal(byte[] bytes, int from, int to) {
    int whole = digits(bytes, behindSign(bytes, from, to), to);
    int count = whole - behindSign(bytes, from, to);
    int at = whole;
    if (at < to && bytes[at] == '.') {
      at = digits(bytes, at + 1, to);
      count += at - whole - 1;
    }
    if (count > 0 && at < to && (bytes[at] | 0x20) == 'e') {
      int exponent = behindSign(bytes, at + 1, to);
      at = digits(bytes, exponent, to);
      return at == to && at > exponent;
    }
    return count > 0 && at == to;
  }

  private static int behindSign(byte[] bytes, int from, int to) {
    return from < to && (bytes[from] == '-' || bytes[from] == '+') ? from + 1 : from;
  }

  private static int digits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  /**
   * The number of a text.
   *
   * @throws NumberFormatException if it is none
   */
  public static double parse(String text) {
    require(text);
    return Double.parseDouble(text);
  }

  /** The same as the nearest float; infinite where there is none. */
  public static float parseFloat(String text) {
    require(text);
    return Float.parseFloat(text);
  }

  private static void require(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!isDecimal(bytes, 0, bytes.length)) {
      throw new NumberFormatException("Invalid number: " + text);
    }
  }

  /**
   * The whole number of a text: digits, with a minus for those below 0.
   *
   * @throws NumberFormatException if it is none, or beyond a long
   */
  public static long whole(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int first = text.startsWith("-") ? 1 : 0;
    if (first == bytes.length || digits(bytes, first, bytes.length) < bytes.length) {
      throw new NumberFormatException("Invalid whole number: " + text);
    }
    return Long.parseLong(text);
  }
}
