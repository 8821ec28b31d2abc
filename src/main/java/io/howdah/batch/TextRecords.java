package io.howdah.batch;

import io.howdah.record.RecordFormat;
import io.howdah.record.RecordFrames;
import io.howdah.record.Utf8;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
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
final class TextRecords implements Closeable {
  /** Two blocks of bzip2 at most, and a bit. */
  private static final int BLOCKS = 2 << 20;

  private final Path file;
  private final long from;
  private final boolean looksBack;
  private final long start;
  private final long end;
  private final FSDataInputStream stream;
  private final InputStream text;
  private final Seekable position;
  private final Decompressor decompressor;
  private final RecordFrames frames;
  private final boolean compressed;
  private final RecordLocation location = new RecordLocation();
  private long begun;

  private TextRecords(Path file, long from, long length, Configuration conf, FileSystem files)
      throws IOException {
    this.file = file;
    this.from = from;
    RecordFormat.Kind kind =
        RecordFormat.Kind.valueOf(conf.get(ScoreConfig.FORMAT, RecordFormat.Kind.CSV.name()));
    int limit = conf.getInt(ScoreConfig.MAX_RECORD_BYTES, ScoreConfig.DEFAULT_MAX_RECORD_BYTES);
    boolean whole = from == 0 && length >= files.getFileStatus(file).getLen();
    this.frames =
        new RecordFrames(kind, (char) conf.getInt(ScoreConfig.DELIMITER, ','), whole, limit);
    this.stream = files.open(file);
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    this.compressed = codec != null;
    this.decompressor = compressed ? CodecPool.getDecompressor(codec) : null;
    this.looksBack = from > 0 && RecordFrames.maySpanLines(kind);
    long before = looksBack ? Math.max(0, from - 2L * limit - (compressed ? BLOCKS : 0)) : from;
    if (!compressed) {
      stream.seek(before);
      this.text = stream;
      this.start = before;
      this.end = from + length;
      this.position = stream;
      frames.begin(stream, start);
    } else if (codec instanceof SplittableCompressionCodec splittable) {
      SplitCompressionInputStream in =
          splittable.createInputStream(
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
      this.text = codec.createInputStream(stream, decompressor);
      this.start = 0;
      this.end = Long.MAX_VALUE;
      this.position = stream;
      frames.begin(text, 0);
    }
  }

  /**
   * Opens a part of a file.
   *
   * @throws IOException if the file cannot be read or its header is not the run's
   */
  static TextRecords open(Path file, long from, long length, Configuration conf)
      throws IOException {
    TextRecords records = new TextRecords(file, from, length, conf, file.getFileSystem(conf));
    try {
      records.begin(RecordInputFormat.header(conf));
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
    if (looksBack) {
      boolean before;
      do {
        before = read(() -> frames.next(from));
      } while (before);
    }
    begun = frames.end();
    if (from == 0 && !header.isEmpty()) {
      check(header);
    }
  }

  private void check(String header) throws IOException {
    boolean any = read(frames::header);
    Optional<String> found =
        any ? Utf8.text(record().getBytes(), 0, record().getLength()) : Optional.empty();
    if (!found.map(String::strip).equals(Optional.of(header.strip()))) {
      throw new IOException(
          "Invalid header in "
              + file
              + ": "
              + (any ? shortened(record().toString()) : "none")
              + " (must be the first file's: "
              + shortened(header)
              + ")");
    }
  }

  private static String shortened(String line) {
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  /** Moves to the next record; false at the end. */
  boolean next() throws IOException {
    boolean found;
    try {
      found = frames.next(end);
    } catch (IOException e) {
      throw failed(e);
    }
    if (!found) {
      return false;
    }
    location.set(file.toString(), frames.offset());
    return true;
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
    return new IOException(
        "Failed to read "
            + file
            + " after byte "
            + frames.end()
            + (compressed ? " of its text" : "")
            + ": "
            + e.getMessage()
            + (compressed ? "; is it truncated?" : ""),
        e);
  }

  /** Bytes of the text that this part has given or left out so far; the file's if it is over. */
  long consumed() {
    return frames.end() - begun;
  }

  RecordLocation location() {
    return location;
  }

  Text record() {
    return frames.record();
  }

  float progress() throws IOException {
    long size = end == Long.MAX_VALUE ? stream.available() + stream.getPos() : end - start;
    return size <= 0 ? 0 : Math.min(1f, (position.getPos() - start) / (float) size);
  }

  @Override
  public void close() throws IOException {
    text.close();
    if (decompressor != null) {
      CodecPool.returnDecompressor(decompressor);
    }
  }
}
