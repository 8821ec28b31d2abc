package io.howdah.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a decimal as most files have it, {@code 7}, {@code -12.5} or {@code 0.12345678}, from the
 * bytes of a record, eight at a time, and finds the end of its field on the way. What is written
 * otherwise, or lies too close to the middle between two floats, is left to a full parser.
 *
 * <p>The float is the one nearest to the decimal, as of {@link Float#parseFloat}: a quotient of two
 * integers that floats hold exactly is rounded once (W. Clinger, "How to Read Floating Point
 * Numbers Accurately", 1990). Eight digits become a number by three multiplications (D. Lemire,
 * "Number Parsing at a Gigabyte per Second", 2021).
 */
final class PlainDecimal {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ZEROS = 0x3030303030303030L;
  private static final int POINT = '.' ^ '0';

  /** A point and nineteen digits, which are less than 2^64. */
  private static final int MOST_BYTES = 20;

  private static final long[] TENS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };
  private static final float[] FLOAT_POWERS = {1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f};
  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19
  };

  /** The last bits of a double, which a float lacks; half of them is the middle of two floats. */
  private static final int LOST_BITS = (1 << 29) - 1;

  private static final int MIDDLE = 1 << 28;

  /** A quotient of doubles whose dividend was rounded is off by less than two units. */
  private static final int DOUBT = 2;

  private final byte delimiter;
  private final boolean isApart;
  private float value;
  private int end;

  /**
   * @param delimiter that ends a field, where the record does not
   */
  PlainDecimal(byte delimiter) {
    this.delimiter = delimiter;
    this.isApart = "0123456789.-".indexOf(delimiter) < 0;
  }

  /**
   * Reads the field that begins at {@code from}, of a record that ends before {@code to}.
   *
   * @return false if the whole field is not of that form; nothing is known of it then
   */
  boolean read(byte[] bytes, int from, int to) {
    if (!isApart) {
      return false;
    }
    long word = word(bytes, from, to);
    int negative = ((((int) word & 0xFF) ^ '-') - 1) >>> 31;
    // a sign counts as a zero from here on
    long digits = (word ^ ZEROS) & (-1L << (8 * negative));
    long others = others(word ^ ZEROS) ^ (negative << 7);
    int length = Long.numberOfTrailingZeros(others) >>> 3;
    int point = -1;
    int least = negative + 1;
    if (((digits >>> (8 * length)) & 0xFF) == POINT) {
      point = length;
      length = Long.numberOfTrailingZeros(others & (others - 1)) >>> 3;
      least++;
      long before = ~(-1L << (8 * point));
      long after = -256L << (8 * point);
      digits = ((digits & before) << 8) | (digits & after);
    }
    if (length < least || !isEnd(bytes, from + length, to)) {
      return length == 8 && readMore(bytes, from, to, number(digits), point, negative);
    }
    // less than 2^24 beside a point; else whole, and rounded here
    float dividend = number(digits << (8 * (8 - length)));
    value = signed(dividend / FLOAT_POWERS[point < 0 ? 0 : length - 1 - point], negative);
    end = from + length;
    return true;
  }

  /** Goes on behind the first eight bytes, where only digits follow. */
  private boolean readMore(byte[] bytes, int from, int to, long first, int point, int negative) {
    long mantissa = first;
    int at = from + 8;
    int count;
    do {
      long digits = word(bytes, at, to) ^ ZEROS;
      count = Long.numberOfTrailingZeros(others(digits)) >>> 3;
      if (count > 0) {
        mantissa = mantissa * TENS[count] + number(digits << (8 * (8 - count)));
        at += count;
      }
    } while (count == 8 && at - from <= MOST_BYTES);
    int length = at - from;
    if (length > (point < 0 ? MOST_BYTES - 2 : MOST_BYTES) || !isEnd(bytes, at, to)) {
      return false;
    }
    double quotient = mantissa / POWERS[point < 0 ? 0 : length - 1 - point];
    int lost = (int) Double.doubleToRawLongBits(quotient) & LOST_BITS;
    if (mantissa < 0 || Math.abs(lost - MIDDLE) <= DOUBT) {
      return false;
    }
    value = signed((float) quotient, negative);
    end = at;
    return true;
  }

  private boolean isEnd(byte[] bytes, int at, int to) {
    return at == to || bytes[at] == delimiter;
  }

  /** Eight bytes, the first one lowest; beyond the record they are 0. */
  private static long word(byte[] bytes, int from, int to) {
    if (from <= to - 8) {
      return (long) WORD.get(bytes, from);
    }
    long word = 0;
    for (int i = to - 1; i >= from; i--) {
      word = (word << 8) | (bytes[i] & 0xFF);
    }
    return word;
  }

  /** The highest bit of each byte that is not 0 to 9. */
  private static long others(long digits) {
    long low = (digits & 0x7F7F7F7F7F7F7F7FL) + 0x7676767676767676L;
    return (low | digits) & 0x8080808080808080L;
  }

  /** The number of eight digits, the first one in the lowest byte. */
  private static int number(long digits) {
    long pairs = ((digits * (1 + (10 << 8))) >>> 8) & 0x00FF00FF00FF00FFL;
    long fours = ((pairs * (1 + (100 << 16))) >>> 16) & 0x0000FFFF0000FFFFL;
    return (int) ((fours * (1 + (10_000L << 32))) >>> 32);
  }

  private static float signed(float value, int negative) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) | (negative << 31));
  }

  float value() {
    return value;
  }

  /** Where the field ends: at its delimiter or at the end of the record. */
  int end() {
    return end;
  }
}
