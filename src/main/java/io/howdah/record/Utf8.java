package io.howdah.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * UTF-8 as RFC 3629 has it: no sequence that is cut off, none that is longer than it need be, no
 * surrogates, nothing above U+10FFFF. Bytes become a key, a name or a lookup here or nowhere: a
 * lenient decoder puts one replacement character for many, and two keys are one. (Hadoop's {@code
 * Text.validateUTF8} takes a sequence that is cut off at the end.)
 */
public final class Utf8 {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** What a byte order mark takes. */
  public static final int BYTE_ORDER_MARK_BYTES = 3;

  private Utf8() {}

  /** True if a text begins with a byte order mark, which is no part of it. */
  public static boolean beginsWithByteOrderMark(byte[] bytes, int length) {
    return length >= BYTE_ORDER_MARK_BYTES
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /** True if the bytes from {@code from} to before {@code to} are text. */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (at <= to - 8 && ((long) WORD.get(bytes, at) & HIGH_BITS) == 0) {
        at += 8;
      } else if (bytes[at] >= 0) {
        at++;
      } else {
        int length = sequence(bytes, at, to);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /** Length of the sequence of two bytes or more that begins there; 0 if it is none. */
  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || length > to - at) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The text of the bytes; empty if they are none. */
  public static Optional<String> text(byte[] bytes, int from, int to) {
    return isValid(bytes, from, to)
        ? Optional.of(new String(bytes, from, to - from, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** The bytes of a text; empty if it is none, for it has half a surrogate pair. */
  public static Optional<byte[]> bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return Optional.empty();
        }
        i++;
      }
    }
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
