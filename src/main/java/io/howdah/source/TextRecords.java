package io.howdah.source;

import io.howdah.files.GivenPath;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordFrames;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;

/**
 * The text records of a part of a file, as {@link RecordFrames} frames them; the header is left
 * out. A part has the records that begin behind its first byte and not behind its end, the first
 * part also the one that begins at its first byte.
 *
 * <p>Where a record may take several lines, a part is read from a while before its first byte on,
 * so that it does not take the rest of such a record for records: no record is longer than the
 * limit.
 */
public final class TextRecords implements Closeable {
  /** Two blocks of bzip2 at most, and a bit. */
  private static final int BLOCKS = 2 << 20;

  private final Path file;
  private final String name;
  private final RecordFormat format;
  private final long size;
  private final long from;
  private final boolean looksBack;
  private final long start;
  private final long end;
  private final long firstPlace;
  private final FSDataInputStream stream;
  private final InputStream text;
  private final Seekable position;
  private final Decompressor decompressor;
  private final RecordFrames frames;
  private final boolean compressed;
  private final boolean mayHoldHeader; // for all before it may be blank
  private final boolean inBlocks; // of bzip2, of which others may be left to other parts
  private long place;
  private long begun;

  private TextRecords(
      Path file,
      long size,
      FSDataInputStream stream,
      long from,
      long length,
      int ordinal,
      TextLayout layout,
      Configuration conf)
      throws IOException {
    this.file = file;
    this.name = file.toString();
    this.size = size;
    this.firstPlace = (long) ordinal << RecordSplit.OFFSET_BITS;
    this.from = from;
    int limit = layout.maxRecordBytes();
    boolean whole = from == 0 && length >= size;
    this.format = layout.format();
    this.frames = format.frames(whole, limit);
    this.stream = stream;
    Packing packing = Packing.of(file, stream, format.delimiter(), conf);
    this.compressed = !packing.isPlain();
    SplittableCompressionCodec blocks = whole ? null : packing.splittable().orElse(null);
    this.inBlocks = blocks instanceof BZip2Codec;
    this.decompressor = blocks != null ? CodecPool.getDecompressor(blocks) : null;
    this.looksBack = from > 0 && RecordFrames.maySpanLines(format.kind());
    this.mayHoldHeader =
        from == 0 || (!layout.headerLine().isEmpty() && packing.isBlankBefore(from, stream));
    long back = looksBack ? Math.max(0, from - 2L * limit - (compressed ? BLOCKS : 0)) : from;
    long before = mayHoldHeader ? 0 : back;
    if (!compressed) {
      stream.seek(before);
      this.text = stream;
      this.start = before;
      this.end = from + length;
      this.position = stream;
      frames.begin(stream, start);
    } else if (blocks != null) {
      SplitCompressionInputStream in =
          blocks.createInputStream(
              stream,
              decompressor,
              before,
              from + length,
              SplittableCompressionCodec.READ_MODE.BYBLOCK);
      this.text = in;
      this.start = in.getAdjustedStart();
      this.end = in.getAdjustedEnd();
      this.position = in;
      frames.begin(in, start, in::getPos);
    } else {
      this.text = packing.text(stream);
      this.start = 0;
      this.end = Long.MAX_VALUE;
      this.position = stream;
      frames.begin(text, 0);
    }
  }

  /**
   * Opens a part of a file, to look at it.
   *
   * @throws IOException if the file cannot be read or its header is not the run's
   */
  static TextRecords open(Path file, long from, long length, TextLayout layout, Configuration conf)
      throws IOException {
    long size = file.getFileSystem(conf).getFileStatus(file).getLen();
    return open(file, size, from, length, 0, layout, conf);
  }

  /** Opens a whole file. */
  public static TextRecords open(FileStatus file, TextLayout layout, Configuration conf)
      throws IOException {
    return open(file.getPath(), file.getLen(), 0, file.getLen(), 0, layout, conf);
  }

  /** Opens a part of a split. */
  static TextRecords open(RecordSplit.Part part, TextLayout layout, Configuration conf)
      throws IOException {
    return open(
        new Path(part.listed().path()),
        part.listed().length(),
        part.from(),
        part.length(),
        part.ordinal(),
        layout,
        conf);
  }

  private static TextRecords open(
      Path file,
      long size,
      long from,
      long length,
      int ordinal,
      TextLayout layout,
      Configuration conf)
      throws IOException {
    FSDataInputStream stream = GivenPath.open(file, conf);
    TextRecords records;
    try {
      records = new TextRecords(file, size, stream, from, length, ordinal, layout, conf);
    } catch (IOException e) {
      // who unpacks reads the beginning, and does not know its file
      stream.close();
      throw unreadable(file, e);
    }
    try {
      records.begin(layout.headerLine());
    } catch (IOException e) {
      records.close();
      throw e;
    }
    return records;
  }

  private void begin(String header) throws IOException {
    if (start > 0) {
      // the line that begins before this part belongs to the part before
      read(frames::skipLine);
    }
    boolean blankSoFar = true;
    if (from > 0 && (looksBack || mayHoldHeader)) {
      while (read(() -> frames.next(from))) {
        blankSoFar = false;
      }
    }
    begun = from == 0 ? 0 : reached();
    if (mayHoldHeader && blankSoFar && !header.isEmpty()) {
      check(header);
    }
  }

  private void check(String header) throws IOException {
    boolean any = read(() -> frames.header(end));
    // a file without any record, once it is unpacked, is as empty as one without a byte
    if (any && !hasNamesOf(header)) {
      throw new FaultyInputException(
          "Invalid header in "
              + file
              + ": "
              + shortened(record().toString())
              + " (must be the first file's: "
              + shortened(header)
              + ")");
    }
  }

  /** The same names in the same order, however they are quoted. */
  private boolean hasNamesOf(String header) {
    try {
      return format.parseHeader(record()).equals(format.parseHeader(new Text(header)));
    } catch (IllegalArgumentException e) {
      return false; // what is no header is not this one
    }
  }

  private static String shortened(String line) {
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  /** Moves to the next record; false at the end. */
  public boolean next() throws IOException {
    boolean found;
    try {
      found = frames.next(end);
    } catch (IOException e) {
      throw failed(e);
    }
    if (!found) {
      requireEndOfBlocks();
      return false;
    }
    place = placeOfRecord();
    return true;
  }

  /**
   * Hadoop takes blocks that are cut off between two of them, or within the mark of one, for a
   * whole file: it must end with the mark of the end.
   */
  private void requireEndOfBlocks() throws IOException {
    if (inBlocks && frames.isOver()) {
      byte[] tail = new byte[(int) Math.min(size, BlockEnd.BYTES)];
      stream.readFully(size - tail.length, tail);
      if (!BlockEnd.isIn(tail)) {
        throw new FaultyInputException(
            "Failed to read "
                + file
                + ": its blocks do not end where the file does; is it truncated, or followed by"
                + " something else?");
      }
    }
  }

  private interface Reading {
    boolean go() throws IOException;
  }

  private boolean read(Reading reading) throws IOException {
    try {
      return reading.go();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException e) {
    return ReadFailure.of(
        "Failed to read "
            + file
            + " after byte "
            + frames.end()
            + (compressed ? " of its text" : "")
            + ": "
            + why(e, compressed),
        e,
        compressed);
  }

  /** Of a file whose beginning cannot be read. */
  static IOException unreadable(Path file, IOException e) {
    return ReadFailure.of("Failed to read " + file + ": " + why(e, true), e, true);
  }

  private static String why(IOException e, boolean packed) {
    if (e instanceof UnreadableException) {
      return e.getMessage();
    }
    if (e instanceof EOFException) {
      return "it ends too early; is it truncated?";
    }
    return e.getMessage() + (packed ? "; is it truncated or damaged?" : "");
  }

  /** True if bytes of the file are not bytes of its text. */
  boolean isPacked() {
    return compressed;
  }

  /** Of the record at hand in the whole input. */
  private long placeOfRecord() throws IOException {
    long inPart = frames.offset() - start;
    if (inPart >>> RecordSplit.OFFSET_BITS != 0) {
      throw new FaultyInputException(
          "Cannot read "
              + file
              + " after byte "
              + frames.offset()
              + " of its text: longer than 4 TiB");
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
      return frames.end();
    }
    if (end == Long.MAX_VALUE) {
      return position.getPos();
    }
    // a stream of blocks tells one byte more than it has taken in
    return frames.isOver() ? stream.getPos() : Math.min(size, frames.position());
  }

  /** The file that this is a part of, as text. */
  String file() {
    return name;
  }

  /** Where the record begins, in bytes; in a compressed file, of its text. */
  public long offset() {
    return frames.offset();
  }

  /**
   * Where the record is in the whole input: a later record of the files, as they are listed, has a
   * larger number. It is the ordinal of the file's part, and in the lower {@value
   * RecordSplit#OFFSET_BITS} bits where in the part the record begins.
   */
  long place() {
    return place;
  }

  public Text record() {
    return frames.record();
  }

  float progress() throws IOException {
    long all = end == Long.MAX_VALUE ? size : end - start;
    return all <= 0 ? 0 : Math.min(1f, (position.getPos() - start) / (float) all);
  }

  @Override
  public void close() throws IOException {
    text.close();
    if (decompressor != null) {
      CodecPool.returnDecompressor(decompressor);
    }
  }
}
