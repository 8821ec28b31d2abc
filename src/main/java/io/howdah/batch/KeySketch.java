package io.howdah.batch;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A sample of a version's keys, each with its prediction: those whose 64-bit hashes are the
 * smallest (a bottom-k sketch: Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007;
 * the {@code k} minimum values of Bar-Yossef et al., 2002). Two versions sample the same keys, as
 * far as both have them, and the samples of a run's tasks add up to the run's.
 *
 * <p>In a file each key is a line of 24 hexadecimal digits: its hash, and then {@link #prediction}.
 */
final class KeySketch {
  /** Keys of a run's sample. */
  static final int SIZE = 4096;

  /** Folder below the job's output. */
  static final String FOLDER = "_sample";

  private static final int LINE = 2 * Long.BYTES + 2 * Integer.BYTES + 1;

  /**
   * One key.
   *
   * @param prediction as {@link KeySketch#prediction} tells it
   */
  record Entry(long hash, int prediction) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Long.compareUnsigned(hash, other.hash);
      return order == 0 ? Integer.compare(prediction, other.prediction) : order;
    }
  }

  private final int most;
  private final PriorityQueue<Entry> kept = new PriorityQueue<>(Comparator.reverseOrder());
  private long limit = -1; // of the hashes that may still come in, as an unsigned number

  /**
   * @param most keys that it keeps
   */
  KeySketch(int most) {
    this.most = most;
  }

  /** The hash by which keys are sampled. */
  static long hash(byte[] key, int offset, int length) {
    return MurmurHash3.hash128x64(key, offset, length, 0)[0];
  }

  /** A label as a sample keeps it: a hash, for models may number the same labels differently. */
  static int prediction(String label) {
    byte[] text = label.getBytes(StandardCharsets.UTF_8);
    return MurmurHash3.hash32x86(text, 0, text.length, 0);
  }

  /** A score or a value as a sample keeps it. */
  static int prediction(float score) {
    return Float.floatToIntBits(score);
  }

  /** Takes a key in if its hash is small enough; by far the most are not, and cost a comparison. */
  void add(long hash, int prediction) {
    if (Long.compareUnsigned(hash, limit) <= 0) {
      add(new Entry(hash, prediction));
    }
  }

  private void add(Entry entry) {
    kept.add(entry);
    if (kept.size() > most) {
      kept.remove();
    }
    if (kept.size() == most) {
      limit = largest();
    }
  }

  /** Number of keys sampled. */
  int size() {
    return kept.size();
  }

  /** The largest hash sampled, as an unsigned number; there is a key at least. */
  long largest() {
    return kept.element().hash();
  }

  /** The sampled keys, the smallest hash first. */
  List<Entry> entries() {
    return kept.stream().sorted().toList();
  }

  /** Leaves the sample beside a task's output. */
  void writeTo(SideFile file) throws IOException, InterruptedException {
    for (Entry entry : entries()) {
      file.write(line(entry));
    }
  }

  /** Writes the sample of a run. */
  void writeTo(OutputStream out) throws IOException {
    for (Entry entry : entries()) {
      out.write(line(entry));
      out.write('\n');
    }
  }

  private static byte[] line(Entry entry) {
    HexFormat hex = HexFormat.of();
    return (hex.toHexDigits(entry.hash()) + hex.toHexDigits(entry.prediction()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Adds what the committed tasks left in that folder. */
  void addAll(FileSystem files, Path folder) throws IOException {
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder)) {
        addAll(files, file);
      }
    }
  }

  /**
   * Reads the sample of an earlier run.
   *
   * @param rows of that run
   * @throws IOException if the file is no sample of so many keys
   */
  static KeySketch read(FileSystem files, Path file, long rows) throws IOException {
    KeySketch sketch = new KeySketch(SIZE);
    FileStatus status = files.getFileStatus(file);
    sketch.addAll(files, status);
    if (!sketch.isOf(rows)) {
      throw invalid(status, null);
    }
    return sketch;
  }

  /** True if it is as large as the sample of so many keys must be. */
  boolean isOf(long rows) {
    return kept.size() == Math.min(rows, most);
  }

  private void addAll(FileSystem files, FileStatus file) throws IOException {
    if (file.getLen() > (long) SIZE * LINE || file.getLen() % LINE != 0) {
      throw invalid(file, null);
    }
    byte[] line = new byte[LINE];
    try (DataInputStream in = files.open(file.getPath())) {
      for (long left = file.getLen(); left > 0; left -= LINE) {
        in.readFully(line);
        String text = new String(line, 0, LINE - 1, StandardCharsets.US_ASCII);
        add(
            HexFormat.fromHexDigitsToLong(text, 0, 2 * Long.BYTES),
            HexFormat.fromHexDigits(text, 2 * Long.BYTES, LINE - 1));
      }
    } catch (IllegalArgumentException e) {
      throw invalid(file, e);
    }
  }

  private static IOException invalid(FileStatus file, Exception cause) {
    return new IOException(
        "Invalid sample of keys: "
            + file.getPath()
            + " (must be at most "
            + SIZE
            + " lines of 24 hexadecimal digits; without the file, runs are not compared by keys)",
        cause);
  }
}
