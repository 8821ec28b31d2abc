package io.howdah.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of one CSV record (RFC 4180) on its bytes. A bare field is a range of the
 * record itself; only a quoted one with doubled quotes is copied.
 */
final class FieldSplitter {
  private static final ByteSearch QUOTES = new ByteSearch((byte) '"');

  private final byte delimiter;
  private final ByteSearch delimiters;
  private final PlainDecimal decimal;
  private byte[] record;
  private int end;
  private int position;
  private byte[] bytes;
  private int from;
  private int to;
  private byte[] scratch = new byte[64];

  FieldSplitter(byte delimiter) {
    this.delimiter = delimiter;
    this.decimal = new PlainDecimal(delimiter);
    this.delimiters = new ByteSearch(delimiter);
  }

  void start(byte[] bytes, int length) {
    this.record = bytes;
    this.end = length;
    this.position = 0;
  }

  /**
   * Moves over the next field if it is a plain decimal, which {@link #decimal} then is; does not
   * move otherwise.
   */
  boolean nextIsDecimal() {
    if (!decimal.read(record, position, end)) {
      return false;
    }
    position = decimal.end() + 1;
    return true;
  }

  float decimal() {
    return decimal.value();
  }

  /** Moves to the next field; false after the last. */
  boolean next() throws InvalidRecordException {
    if (position > end) {
      return false;
    }
    if (position < end && record[position] == '"') {
      quoted();
      return true;
    }
    int stop = delimiters.find(record, position, end);
    int quote = QUOTES.find(record, position, stop);
    if (quote < stop) {
      throw new InvalidRecordException(
          RejectCause.MALFORMED_QUOTES, "Invalid field: a quote at byte " + quote);
    }
    bytes = record;
    from = position;
    to = stop;
    position = stop + 1;
    return true;
  }

  private void quoted() throws InvalidRecordException {
    int start = position + 1;
    int at = start;
    int copied = -1;
    while (at < end) {
      byte b = record[at];
      if (b != '"') {
        if (copied >= 0) {
          append(copied++, b);
        }
        at++;
      } else if (at + 1 < end && record[at + 1] == '"') {
        if (copied < 0) {
          copied = at - start;
          if (scratch.length < copied + 1) {
            scratch = Arrays.copyOf(scratch, copied * 2 + 1);
          }
          System.arraycopy(record, start, scratch, 0, copied);
        }
        append(copied++, b);
        at += 2;
      } else {
        close(start, at, copied);
        return;
      }
    }
    throw new InvalidRecordException(
        RejectCause.QUOTED_LINE_BREAK,
        "Invalid field: the quote at byte "
            + (start - 1)
            + " is not closed on this line (line breaks in quotes need a file that is read whole)");
  }

  private void close(int start, int quote, int copied) throws InvalidRecordException {
    if (quote + 1 < end && record[quote + 1] != delimiter) {
      throw new InvalidRecordException(
          RejectCause.MALFORMED_QUOTES,
          "Invalid field: text after the closing quote at byte " + quote);
    }
    bytes = copied < 0 ? record : scratch;
    from = copied < 0 ? start : 0;
    to = copied < 0 ? quote : copied;
    position = quote + 2;
  }

  private void append(int at, byte b) {
    if (at == scratch.length) {
      scratch = Arrays.copyOf(scratch, scratch.length * 2);
    }
    scratch[at] = b;
  }

  /** The array that holds the field, until the next one. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
