package io.howdah.record;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The lines of a text. A line ends at LF, at CR LF, at a CR alone, or where the text does.
 * (Hadoop's reader does not tell which of them it was.)
 */
final class LineReader {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long EIGHT_LF = '\n' * ONES;
  private static final long EIGHT_CR = '\r' * ONES;

  private static final byte[] NO_END = {};
  private static final byte[] LF = {'\n'};
  private static final byte[] CR = {'\r'};
  private static final byte[] CR_LF = {'\r', '\n'};
  private static final int BUFFER = 1 << 16;

  private InputStream in;
  private RecordFrames.Position place;
  private byte[] buffer;
  private int at;
  private int filled;
  private long offset;
  private long position;

  /** Begins a text that is all there. */
  void begin(byte[] text) {
    in = null;
    place = null;
    buffer = text;
    at = 0;
    filled = text.length;
    offset = 0;
    position = 0;
  }

  /**
   * Begins a stream.
   *
   * @param from what the first byte's offset is
   * @param where the stream is; null: where its offset says
   */
  void begin(InputStream stream, long from, RecordFrames.Position where) throws IOException {
    in = stream;
    place = where;
    buffer = new byte[BUFFER];
    at = 0;
    filled = 0;
    offset = from;
    position = where == null ? from : where.now();
  }

  /** True if the end of the text was met. */
  boolean isOver() {
    return filled == 0;
  }

  /** Where the next line begins in the file. */
  long position() {
    return position;
  }

  /**
   * Reads the next line; false at the end of the text.
   *
   * @param limit bytes of it that are kept at most
   */
  boolean read(Line line, int limit) throws IOException {
    line.begin(offset, position);
    if (at == filled && !fill()) {
      return false;
    }
    do {
      int stop = end(buffer, at, filled);
      line.add(buffer, at, stop, limit);
      offset += stop - at;
      at = stop;
      if (stop < filled) {
        line.close(terminator(), offset);
        return true;
      }
    } while (fill());
    arrived();
    line.close(NO_END, offset);
    return true;
  }

  private byte[] terminator() throws IOException {
    byte first = buffer[at];
    skip();
    if (first == '\n') {
      return LF;
    }
    // a look at the next byte may begin another block: the next line begins in this one
    if ((at < filled || fill()) && buffer[at] == '\n') {
      skip();
      return CR_LF;
    }
    return CR;
  }

  private void skip() throws IOException {
    at++;
    offset++;
    arrived();
  }

  private void arrived() throws IOException {
    position = place == null ? offset : place.now();
  }

  private boolean fill() throws IOException {
    if (in == null) {
      return false;
    }
    at = 0;
    do {
      filled = in.read(buffer, 0, buffer.length);
    } while (filled == 0);
    filled = Math.max(filled, 0);
    return filled > 0;
  }

  /** The first LF or CR from there on; {@code to} if there is none before that. */
  private static int end(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - 8; at += 8) {
      long word = (long) WORD.get(bytes, at);
      long unlikeLf = word ^ EIGHT_LF;
      long unlikeCr = word ^ EIGHT_CR;
      // as in ByteSearch; the lowest byte of either is right, and so is the lower of them
      long found = (((unlikeLf - ONES) & ~unlikeLf) | ((unlikeCr - ONES) & ~unlikeCr)) & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }
}
