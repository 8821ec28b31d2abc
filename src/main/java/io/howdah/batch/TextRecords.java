package io.howdah.batch;

import io.howdah.model.GivenPath;
import io.howdah.record.ByteSearch;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.hadoop.mapreduce.lib.input.CompressedSplitLineReader;
import org.apache.hadoop.mapreduce.lib.input.SplitLineReader;
import org.apache.hadoop.mapreduce.lib.input.UncompressedSplitLineReader;

/**
 * The text records of a part of a file: lines, or several lines where a quoted field of a CSV goes
 * on over a line break and the file is read whole. Blank lines and the header are left out; a line
 * that is longer than the limit is handed over cut, one byte longer than the limit, so that it is
 * counted and rejected. (Hadoop's {@code LineRecordReader} would drop it in silence.)
 */
final class TextRecords implements Closeable {
  private static final byte[] LINE_BREAK = {'\n'};
  private static final ByteSearch QUOTE = new ByteSearch((byte) '"');
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path file;
  private final long size;
  private final long start;
  private final long end;
  private final long firstPlace;
  private final boolean whole;
  private final int limit;
  private final FSDataInputStream stream;
  private final Seekable position;
  private final Decompressor decompressor;
  private final SplitLineReader lines;
  private final boolean compressed;
  private final Text record = new Text();
  private final Text more = new Text();
  private final RecordLocation location = new RecordLocation();
  private final PendingLines pending = new PendingLines();
  private final boolean joins;
  private final Quotes quotes;
  private long offset;
  private long lineAt;
  private long begun;
  private boolean ended;

  private TextRecords(Path file, long size, long from, long length, int ordinal, Configuration conf)
      throws IOException {
    this.file = file;
    this.size = size;
    this.firstPlace = (long) ordinal << RecordLocation.OFFSET_BITS;
    this.limit = conf.getInt(ScoreConfig.MAX_RECORD_BYTES, ScoreConfig.DEFAULT_MAX_RECORD_BYTES);
    this.whole = from == 0 && length >= size;
    this.joins = whole && !"JSON".equals(conf.get(ScoreConfig.FORMAT));
    this.quotes = new Quotes((byte) conf.getInt(ScoreConfig.DELIMITER, ','));
    this.stream = GivenPath.open(file, conf);
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    this.compressed = codec != null;
    this.decompressor = compressed ? CodecPool.getDecompressor(codec) : null;
    if (!compressed) {
      stream.seek(from);
      this.start = from;
      this.end = from + length;
      this.lines = new UncompressedSplitLineReader(stream, conf, null, length);
      this.position = stream;
    } else if (codec instanceof SplittableCompressionCodec splittable) {
      SplitCompressionInputStream in =
          splittable.createInputStream(
              stream,
              decompressor,
              from,
              from + length,
              SplittableCompressionCodec.READ_MODE.BYBLOCK);
      this.start = in.getAdjustedStart();
      this.end = in.getAdjustedEnd();
      this.lines = new CompressedSplitLineReader(in, conf, null);
      this.position = in;
    } else {
      this.start = 0;
      this.end = Long.MAX_VALUE;
      this.lines = new SplitLineReader(codec.createInputStream(stream, decompressor), conf, null);
      this.position = stream;
    }
  }

  /**
   * Opens a part of a file, to look at it.
   *
   * @throws IOException if the file cannot be read or its header is not the run's
   */
  static TextRecords open(Path file, long from, long length, Configuration conf)
      throws IOException {
    long size = file.getFileSystem(conf).getFileStatus(file).getLen();
    TextRecords records = new TextRecords(file, size, from, length, 0, conf);
    records.begin(RecordInputFormat.header(conf));
    return records;
  }

  /** Opens a part of a split. */
  static TextRecords open(RecordSplit.Part part, Configuration conf) throws IOException {
    TextRecords records =
        new TextRecords(
            new Path(part.listed().path()),
            part.listed().length(),
            part.from(),
            part.length(),
            part.ordinal(),
            conf);
    records.begin(RecordInputFormat.header(conf));
    return records;
  }

  private void begin(String header) throws IOException {
    offset = start;
    if (start > 0) {
      // the line that begins before this part belongs to the part before
      offset += readLine(more);
      begun = reached();
      return;
    }
    if (header.isEmpty()) {
      return;
    }
    if (!nextLine() || !record.toString().strip().equals(header.strip())) {
      throw new IOException(
          "Invalid header in "
              + file
              + ": "
              + shortened(record)
              + " (must be the first file's: "
              + shortened(new Text(header))
              + ")");
    }
  }

  private static String shortened(Text text) {
    String line = text.toString();
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  /** Moves to the next record; false at the end. */
  boolean next() throws IOException {
    if (!nextLine()) {
      return false;
    }
    if (joins && hasOpenQuote()) {
      join();
    }
    return true;
  }

  private boolean hasOpenQuote() {
    int length = record.getLength();
    if (QUOTE.find(record.getBytes(), 0, length) == length) {
      return false;
    }
    quotes.begin();
    quotes.take(record.getBytes(), record.getLength());
    return quotes.isOpen();
  }

  /**
   * Adds lines until the quote closes. Where it never does, or not before a delimiter, the quote is
   * what is wrong: the lines are given back to be read singly, so that it costs its own alone.
   */
  private void join() throws IOException {
    int first = record.getLength();
    PendingLines taken = new PendingLines();
    while (record.getLength() <= limit && !quotes.isBroken() && nextRaw(more)) {
      taken.add(more, lineAt);
      append(LINE_BREAK, LINE_BREAK.length);
      append(more.getBytes(), more.getLength());
      if (!quotes.isOpen() && !quotes.isBroken()) {
        return;
      }
    }
    pending.addFirst(taken);
    record.set(java.util.Arrays.copyOf(record.getBytes(), first));
  }

  private void append(byte[] bytes, int length) {
    quotes.take(bytes, length);
    record.append(bytes, 0, length);
  }

  /** The next line that is not blank. */
  private boolean nextLine() throws IOException {
    do {
      if (!nextRaw(record)) {
        return false;
      }
      location.set(file.toString(), lineAt, place());
    } while (record.getLength() == 0);
    return true;
  }

  private boolean nextRaw(Text line) throws IOException {
    if (!pending.isEmpty()) {
      lineAt = pending.poll(line);
      return true;
    }
    lineAt = offset;
    return takeLine(line);
  }

  private boolean takeLine(Text line) throws IOException {
    if (!isInside()) {
      return false;
    }
    boolean first = offset == 0;
    int read = readLine(line);
    if (read == 0) {
      return false;
    }
    offset += read;
    if (first) {
      dropByteOrderMark(line);
    }
    return true;
  }

  private static void dropByteOrderMark(Text line) {
    byte[] bytes = line.getBytes();
    if (line.getLength() >= BOM.length
        && bytes[0] == BOM[0]
        && bytes[1] == BOM[1]
        && bytes[2] == BOM[2]) {
      line.set(java.util.Arrays.copyOfRange(bytes, BOM.length, line.getLength()));
    }
  }

  private boolean isInside() throws IOException {
    return (compressed && end != Long.MAX_VALUE ? position.getPos() : offset) <= end
        || lines.needAdditionalRecordAfterSplit();
  }

  private int readLine(Text line) throws IOException {
    try {
      int read = lines.readLine(line, limit + 1, Integer.MAX_VALUE);
      ended |= read == 0;
      return read;
    } catch (IOException e) {
      throw new IOException(
          "Failed to read "
              + file
              + " after byte "
              + offset
              + (compressed ? " of its text" : "")
              + ": "
              + e.getMessage()
              + (compressed ? "; is it truncated?" : ""),
          e);
    }
  }

  /** Of the line at hand in the whole input. */
  private long place() throws IOException {
    long inPart = lineAt - start;
    if (inPart >>> RecordLocation.OFFSET_BITS != 0) {
      throw new IOException(
          "Cannot read " + file + " after byte " + lineAt + " of its text: longer than 4 TiB");
    }
    return firstPlace + inPart;
  }

  /**
   * The byte of the file at which the first record of this part begins; where a compressed file is
   * split, the block of that record.
   */
  long begun() {
    return begun;
  }

  /** The byte of the file up to which it was read; the same where the next part begins. */
  long reached() throws IOException {
    if (!compressed) {
      return offset;
    }
    // a stream of blocks tells one byte more than it has taken in
    return ended ? stream.getPos() : Math.min(size, position.getPos());
  }

  RecordLocation location() {
    return location;
  }

  Text record() {
    return record;
  }

  float progress() throws IOException {
    long size = end == Long.MAX_VALUE ? stream.available() + stream.getPos() : end - start;
    return size <= 0 ? 0 : Math.min(1f, (position.getPos() - start) / (float) size);
  }

  @Override
  public void close() throws IOException {
    lines.close();
    if (decompressor != null) {
      CodecPool.returnDecompressor(decompressor);
    }
  }
}
