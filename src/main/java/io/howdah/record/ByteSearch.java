package io.howdah.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for one byte, eight at a time: a delimiter, a quote, the end of a line. */
public final class ByteSearch {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte wanted;
  private final long eight;

  public ByteSearch(byte wanted) {
    this.wanted = wanted;
    this.eight = (wanted & 0xFF) * ONES;
  }

  /** The first place of the byte from {@code from} on; {@code to} if it is not before that. */
  public int find(byte[] bytes, int from, int to) {
    int at = from;
    // what lies behind "to" in the array may be looked at, too
    for (int last = bytes.length - 8; at <= last && at < to; at += 8) {
      long unlike = (long) WORD.get(bytes, at) ^ eight;
      // a byte that is 0 borrows from its high bit; the lowest one that does is right
      long found = (unlike - ONES) & ~unlike & HIGH_BITS;
      if (found != 0) {
        return Math.min(at + (Long.numberOfTrailingZeros(found) >>> 3), to);
      }
    }
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return Math.min(at, to);
  }
}
