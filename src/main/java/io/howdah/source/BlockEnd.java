package io.howdah.source;

/**
 * The last bytes of a bzip2 file: 48 bits that mark the end of its blocks (the digits of the square
 * root of pi), 32 of a checksum, and up to seven that fill the last byte.
 */
final class BlockEnd {
  /** As many bytes as the mark, the checksum and the bits that fill up can touch. */
  static final int BYTES = 11;

  private static final long MARK = 0x177245385090L;
  private static final int MARK_BITS = 48;
  private static final int CHECKSUM_BITS = 32;

  private BlockEnd() {}

  /**
   * True if the mark is there.
   *
   * @param tail the last {@link #BYTES} of a file, or all of a smaller one
   */
  static boolean isIn(byte[] tail) {
    for (int filling = 0; filling < Byte.SIZE; filling++) {
      int from = tail.length * Byte.SIZE - filling - CHECKSUM_BITS - MARK_BITS;
      if (from >= 0 && bits(tail, from) == MARK) {
        return true;
      }
    }
    return false;
  }

  private static long bits(byte[] bytes, int from) {
    long bits = 0;
    for (int at = from; at < from + MARK_BITS; at++) {
      bits = bits << 1 | (bytes[at / Byte.SIZE] >> (Byte.SIZE - 1 - at % Byte.SIZE) & 1);
    }
    return bits;
  }
}
