package io.howdah.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.io.Text;

/**
 * The records of a text, whether it is a file, a part of one or an event: the one place that says
 * where a record begins and ends. A record is a line, without what ends it. Blank lines are none,
 * and a byte order mark before the first one is left out. A line break in quotes (CSV) or behind a
 * backslash (TSV with escapes) belongs to its field, byte for byte as it stands there. A record
 * that is longer than the limit is handed over cut, one byte longer than the limit, so that it is
 * counted and rejected.
 *
 * <p>Quotes are followed from the beginning of a text on. A part of a file begins anywhere, and who
 * reads it cannot be sure that he is not within quotes; so a file that is read in parts has no line
 * breaks in quotes: such a record is handed over up to its first line break, which its decoder
 * rejects, and the rest of it is no record.
 */
public final class RecordFrames {
  private static final ByteSearch QUOTE = new ByteSearch((byte) '"');

  private final RecordFormat.Kind kind;
  private boolean whole;
  private final int limit;
  private final Quotes quotes;
  private final LineReader lines = new LineReader();
  private final Line record = new Line();
  private final Line more = new Line();
  // lines that were read ahead in vain and wait to be read again
  private final Deque<Line> pending = new ArrayDeque<>();
  private long end;

  /**
   * @param whole true if the texts are read from their beginning to their end
   * @param limit bytes of a record
   */
  public RecordFrames(RecordFormat format, boolean whole, int limit) {
    this.kind = format.kind();
    this.whole = whole;
    this.limit = limit;
    this.quotes = new Quotes((byte) format.delimiter(), (byte) format.conventions().escape());
  }

  /** True if records of that kind may have line breaks in them. */
  public static boolean maySpanLines(RecordFormat.Kind kind) {
    return kind == RecordFormat.Kind.CSV || kind == RecordFormat.Kind.TSV_ESCAPED;
  }

  /**
   * Begins a file, or a part of one.
   *
   * @param offset of the first byte; 0: a byte order mark may stand there
   */
  public void begin(InputStream in, long offset) throws IOException {
    pending.clear();
    end = offset;
    lines.begin(in, offset, null);
  }

  /** The same for a stream that knows better where it is in its file. */
  public void begin(InputStream in, long offset, Position position) throws IOException {
    pending.clear();
    end = offset;
    lines.begin(in, offset, position);
  }

  /**
   * Where a stream of compressed blocks is in its file. It must return what is left of a block
   * before it begins the next one.
   */
  public interface Position {
    long now() throws IOException;
  }

  /**
   * The one record of an event. A JSON event is one object, whatever lines it takes.
   *
   * @return the record, empty if there is none; valid until the next one
   * @throws InvalidRecordException if there are several
   */
  public Text only(byte[] event) throws IOException, InvalidRecordException {
    if (kind == RecordFormat.Kind.JSON) {
      record.text().set(event);
      return record.text();
    }
    pending.clear();
    lines.begin(event);
    if (!next(Long.MAX_VALUE)) {
      record.text().clear();
      return record.text();
    }
    while (read(more, Long.MAX_VALUE)) {
      if (more.text().getLength() > 0) {
        throw new InvalidRecordException(
            RejectCause.SEVERAL_RECORDS,
            "Invalid event: a second record at byte " + more.offset() + " (must be one per event)");
      }
    }
    return record.text();
  }

  /** Moves over what is left of a line that began before this part; false at the end. */
  public boolean skipLine() throws IOException {
    boolean found = lines.read(more, 0);
    end = more.behind();
    return found;
  }

  /**
   * Moves to the next record; false at the end.
   *
   * @param last position in the file at which a record may begin
   */
  public boolean next(long last) throws IOException {
    do {
      if (!read(record, last)) {
        return false;
      }
      end = record.behind();
    } while (record.text().getLength() == 0);
    if (kind == RecordFormat.Kind.CSV) {
      joinQuoted();
    } else if (kind == RecordFormat.Kind.TSV_ESCAPED) {
      joinEscaped();
    }
    return true;
  }

  /** The same for the header, the first record: there is no doubt where it begins. */
  public boolean header(long last) throws IOException {
    boolean inParts = !whole;
    whole = true;
    boolean found = next(last);
    whole = !inParts;
    return found;
  }

  private boolean read(Line line, long last) throws IOException {
    if (!pending.isEmpty()) {
      if (pending.getFirst().position() > last) {
        return false;
      }
      line.set(pending.removeFirst());
      return true;
    }
    if (lines.position() > last || !lines.read(line, limit + 1)) {
      return false;
    }
    if (line.offset() == 0) {
      dropByteOrderMark(line.text());
    }
    return true;
  }

  private static void dropByteOrderMark(Text line) {
    if (Utf8.beginsWithByteOrderMark(line.getBytes(), line.getLength())) {
      int length = Utf8.BYTE_ORDER_MARK_BYTES;
      line.set(line.getBytes(), length, line.getLength() - length);
    }
  }

  /**
   * Adds lines until the quote closes. Where it never does, or not before a delimiter, the quote is
   * what is wrong: the lines are given back to be read singly, so that it costs its own alone.
   */
  private void joinQuoted() throws IOException {
    int length = record.text().getLength();
    if (!opensQuote(record.text())) {
      return;
    }
    byte[] lineBreak = record.end();
    List<Line> taken = new ArrayList<>();
    while (record.text().getLength() <= limit && !quotes.isBroken() && read(more, Long.MAX_VALUE)) {
      taken.add(more.copy());
      quotes.take(more.text().getBytes(), more.text().getLength());
      record.text().append(lineBreak, 0, lineBreak.length);
      record.text().append(more.text().getBytes(), 0, more.text().getLength());
      lineBreak = more.end();
      if (!quotes.isOpen() && !quotes.isBroken()) {
        end = more.behind();
        if (!whole) {
          cut(length);
        }
        return;
      }
    }
    for (int i = taken.size() - 1; i >= 0; i--) {
      pending.addFirst(taken.get(i));
    }
    cut(length);
  }

  private boolean opensQuote(Text line) {
    if (QUOTE.find(line.getBytes(), 0, line.getLength()) == line.getLength()) {
      return false;
    }
    quotes.begin();
    quotes.take(line.getBytes(), line.getLength());
    return quotes.isOpen();
  }

  /** Adds lines as long as the end of the last one stands behind a backslash. */
  private void joinEscaped() throws IOException {
    Line last = record;
    while (last.endIsEscaped()) {
      byte[] lineBreak = last.end();
      if (!read(more, Long.MAX_VALUE)) {
        return;
      }
      if (record.text().getLength() <= limit) {
        record.text().append(lineBreak, 0, lineBreak.length);
        record.text().append(more.text().getBytes(), 0, more.text().getLength());
        cut(Math.min(record.text().getLength(), limit + 1));
      }
      end = more.behind();
      last = more;
    }
  }

  /** What a record that is longer than the limit is rejected with. */
  public static String oversized(int limit) {
    return "Invalid record: longer than " + limit + " bytes (howdah.input.max-record-bytes)";
  }

  private void cut(int length) {
    record.text().set(record.text().getBytes(), 0, length);
  }

  /** The record, until the next one. */
  public Text record() {
    return record.text();
  }

  /** Where the record begins in the text. */
  public long offset() {
    return record.offset();
  }

  /** Where the next record begins in the file: the block that holds its first byte. */
  public long position() {
    return pending.isEmpty() ? lines.position() : pending.getFirst().position();
  }

  /** True if there is nothing left to read. */
  public boolean isOver() {
    return pending.isEmpty() && lines.isOver();
  }

  /** Where the text goes on behind what was handed over or left out: all before that is read. */
  public long end() {
    return end;
  }
}
