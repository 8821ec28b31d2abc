package io.howdah.record;

import java.util.Arrays;
import java.util.Optional;

/**
 * Walks over the fields of one record on its bytes: of CSV (RFC 4180), where a field may be quoted,
 * of TSV, where a quote is a byte like any other, and of TSV with backslash escapes. Blanks around
 * a field are left out, but not those in quotes. A field is a range of the record itself; only one
 * with doubled quotes or escapes is copied.
 */
final class FieldSplitter {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final ByteSearch QUOTES = new ByteSearch((byte) '"');
  private static final ByteSearch BACKSLASHES = new ByteSearch((byte) '\\');

  private final byte delimiter;
  private final ByteSearch delimiters;
  private final PlainDecimal decimal;
  private final boolean quotes;
  private final boolean escapes;
  private final byte quoteEscape;
  private final boolean trailing;
  private byte[] record;
  private int end;
  private int position;
  private byte[] bytes;
  private int from;
  private int to;
  private byte[] scratch = new byte[64];

  FieldSplitter(RecordFormat format) {
    RecordFormat.Kind kind = format.kind();
    this.delimiter = (byte) format.delimiter();
    this.quoteEscape = (byte) format.conventions().escape();
    this.trailing = format.conventions().trailingDelimiter();
    this.decimal = new PlainDecimal(delimiter);
    this.delimiters = new ByteSearch(delimiter);
    this.quotes = kind == RecordFormat.Kind.CSV;
    this.escapes = kind == RecordFormat.Kind.TSV_ESCAPED;
  }

  void start(byte[] bytes, int length) {
    this.record = bytes;
    this.end = length;
    this.position = 0;
    if (trailing && length > 0 && bytes[length - 1] == delimiter && !isLastEscaped()) {
      this.end = length - 1;
    }
  }

  private boolean isLastEscaped() {
    return escapes && isEscaped(end - 1);
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
    if (quotes && position < end && record[position] == '"') {
      if (quoteEscape == '"') {
        quoted();
      } else {
        quotedWithEscapes();
      }
      return true;
    }
    int stop = escapes ? unescapedDelimiter() : delimiters.find(record, position, end);
    int quote = quotes ? QUOTES.find(record, position, stop) : stop;
    if (quote < stop) {
      throw new InvalidRecordException(
          RejectCause.MALFORMED_QUOTES, "Invalid field: a quote at byte " + quote);
    }
    bare(stop);
    if (escapes) {
      unescape();
    }
    return true;
  }

  private void bare(int stop) {
    bytes = record;
    from = position;
    to = stop;
    while (from < to && isBlank(record[from])) {
      from++;
    }
    while (from < to && isBlank(record[to - 1]) && !(escapes && isEscaped(to - 1))) {
      to--;
    }
    position = stop + 1;
  }

  /** True for what is left out around a field: a space and, where it parts no fields, a tab. */
  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
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
            scratch = Arrays.copyOf(scratch, room(copied + 1));
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
    throw unclosed(start - 1);
  }

  /** The same where another byte than the quote escapes one, and itself; doubled quotes count. */
  private void quotedWithEscapes() throws InvalidRecordException {
    int start = position + 1;
    if (scratch.length < end - start) {
      scratch = new byte[room(end - start)];
    }
    int copied = 0;
    for (int at = start; at < end; at++) {
      byte b = record[at];
      byte next = at + 1 < end ? record[at + 1] : 0;
      boolean doubled = b == '"' && next == '"';
      if (doubled || (b == quoteEscape && (next == '"' || next == quoteEscape))) {
        scratch[copied++] = next;
        at++;
      } else if (b == '"') {
        close(start, at, copied);
        return;
      } else {
        scratch[copied++] = b;
      }
    }
    throw unclosed(start - 1);
  }

  private static InvalidRecordException unclosed(int quote) {
    return new InvalidRecordException(
        RejectCause.QUOTED_LINE_BREAK,
        "Invalid field: the quote at byte "
            + quote
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
      scratch = Arrays.copyOf(scratch, room(scratch.length));
    }
    scratch[at] = b;
  }

  /** Room for so many bytes and more; a record may have 1 GiB, and an array has less than 2. */
  static int room(int bytes) {
    return (int) Math.min(bytes * 2L, LONGEST_ARRAY);
  }

  private int unescapedDelimiter() {
    int stop = delimiters.find(record, position, end);
    while (stop < end && isEscaped(stop)) {
      stop = delimiters.find(record, stop + 1, end);
    }
    return stop;
  }

  /** True if an odd number of backslashes stands before a byte of the field. */
  private boolean isEscaped(int at) {
    int first = at;
    while (first > position && record[first - 1] == '\\') {
      first--;
    }
    return (at - first) % 2 == 1;
  }

  /** Takes the escapes out; a field that is {@code \N} alone is absent, as if it were empty. */
  private void unescape() throws InvalidRecordException {
    int slash = BACKSLASHES.find(record, from, to);
    if (slash == to) {
      return;
    }
    if (to - from == 2 && record[from + 1] == 'N') {
      to = from;
      return;
    }
    if (scratch.length < to - from) {
      scratch = new byte[room(to - from)];
    }
    int copied = 0;
    for (int at = from; at < to; at++) {
      scratch[copied++] = record[at] == '\\' ? escaped(++at) : record[at];
    }
    bytes = scratch;
    from = 0;
    to = copied;
  }

  /** What the byte behind a backslash stands for. */
  private byte escaped(int at) throws InvalidRecordException {
    byte b = at < to ? record[at] : 0;
    return switch (b) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case '0' -> 0;
      case '\\', '\n', '\r' -> b;
      default -> {
        if (at < to && b == delimiter) {
          yield b;
        }
        throw new InvalidRecordException(
            RejectCause.MALFORMED_ESCAPE,
            "Invalid field: the backslash at byte "
                + (at - 1)
                + " begins none of \\t, \\n, \\r, \\0, \\\\ and is no field \\N");
      }
    };
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

  /** The field's text; empty if it is not UTF-8. */
  Optional<String> text() {
    return Utf8.text(bytes, from, to);
  }
}
