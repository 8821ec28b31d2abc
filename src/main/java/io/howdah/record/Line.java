package io.howdah.record;

import org.apache.hadoop.io.Text;

/** One line of a text and how it lies there. Reused. */
final class Line {
  private static final byte[] NOTHING = {};

  private final Text text = new Text();
  private byte[] end = NOTHING;
  private long offset;
  private long behind;
  private long position;
  private int backslashes;

  /** Begins an empty line. */
  void begin(long offset, long position) {
    this.offset = offset;
    this.behind = offset;
    this.position = position;
    text.clear();
    end = NOTHING;
    backslashes = 0;
  }

  /** Takes more bytes in, as long as the line is no longer than the limit. */
  void add(byte[] bytes, int from, int to, int limit) {
    int last = to;
    while (last > from && bytes[last - 1] == '\\') {
      last--;
    }
    // one bit is enough, and a line may be of more than there are ints for
    backslashes = (last == from ? backslashes + to - from : to - last) & 1;
    int length = Math.min(to - from, limit - text.getLength());
    if (length > 0) {
      text.append(bytes, from, length);
    }
  }

  /** Ends it with the bytes that stand there, none at the end of the text. */
  void close(byte[] terminator, long next) {
    end = terminator;
    behind = next;
  }

  Line copy() {
    Line copy = new Line();
    copy.set(this);
    return copy;
  }

  void set(Line other) {
    text.set(other.text);
    end = other.end;
    offset = other.offset;
    behind = other.behind;
    position = other.position;
    backslashes = other.backslashes;
  }

  Text text() {
    return text;
  }

  /** The bytes that ended it. */
  byte[] end() {
    return end;
  }

  /** Where it begins in the text. */
  long offset() {
    return offset;
  }

  /** Where the next one begins. */
  long behind() {
    return behind;
  }

  /** Where it begins in the file, as far as that is known: see {@link RecordFrames.Position}. */
  long position() {
    return position;
  }

  /** True if its end is written with a backslash before it. */
  boolean endIsEscaped() {
    return backslashes == 1 && end.length > 0;
  }
}
