package io.howdah.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Text of 16 or 32 bits a unit as UTF-8, without its byte order mark. What is no character (half a
 * pair, a number beyond U+10FFFF) comes as bytes that are no UTF-8 either, so that it costs its
 * record alone, as in any other text.
 */
final class WideText extends InputStream {
  private static final int BUFFER = 16 << 10;
  private static final byte NO_UTF_8 = (byte) 0xFF;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final InputStream in;
  private final int unit;
  private final boolean lowFirst;
  private final byte[] one = new byte[1];
  private final byte[] wide = new byte[BUFFER];
  private final byte[] narrow = new byte[2 * BUFFER];
  private int at;
  private int filled;
  private int high; // half of a pair whose other half may follow; 0: none
  private boolean begun;

  WideText(InputStream in, Content content) {
    this.in = in;
    this.unit = content == Content.UTF_32_LE || content == Content.UTF_32_BE ? 4 : 2;
    this.lowFirst = content == Content.UTF_32_LE || content == Content.UTF_16_LE;
  }

  /** True for what this reads. */
  static boolean reads(Content content) {
    return switch (content) {
      case UTF_16_LE, UTF_16_BE, UTF_32_LE, UTF_32_BE -> true;
      default -> false;
    };
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (at == filled) {
      if (!fill()) {
        return -1;
      }
    }
    int some = Math.min(length, filled - at);
    System.arraycopy(narrow, at, bytes, from, some);
    at += some;
    return some;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = 0;
    int read = in.readNBytes(wide, 0, wide.length);
    if (read % unit != 0) {
      throw new EOFException("its text ends within a character");
    }
    for (int i = 0; i < read; i += unit) {
      take(number(i));
    }
    if (read == 0 && high != 0) {
      put(high);
      high = 0;
      return true;
    }
    return read > 0;
  }

  private int number(int from) {
    int number = 0;
    for (int i = 0; i < unit; i++) {
      number = number << 8 | (wide[lowFirst ? from + unit - 1 - i : from + i] & 0xFF);
    }
    return number;
  }

  private void take(int number) {
    boolean first = !begun;
    begun = true;
    if (first && number == BYTE_ORDER_MARK) {
      return;
    }
    if (high != 0 && number >>> 10 == Character.MIN_LOW_SURROGATE >>> 10) {
      put(Character.toCodePoint((char) high, (char) number));
      high = 0;
      return;
    }
    if (high != 0) {
      put(high);
      high = 0;
    }
    if (unit == 2 && number >>> 10 == Character.MIN_HIGH_SURROGATE >>> 10) {
      high = number;
    } else {
      put(number);
    }
  }

  /** Half a pair comes as three bytes, which are no UTF-8. */
  private void put(int character) {
    if (character >= 0 && character < 0x80) {
      narrow[filled++] = (byte) character;
    } else if (!Character.isValidCodePoint(character)) {
      narrow[filled++] = NO_UTF_8;
    } else {
      int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
      narrow[filled++] = (byte) ((0xFF00 >> (more + 1)) | (character >> (6 * more)));
      for (int i = more - 1; i >= 0; i--) {
        narrow[filled++] = (byte) (0x80 | ((character >> (6 * i)) & 0x3F));
      }
    }
  }
}
