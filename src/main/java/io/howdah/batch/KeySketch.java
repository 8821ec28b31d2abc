package io.howdah.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A sample of a version's keys, each with its prediction: those whose 64-bit hashes are the
 * smallest (a bottom-k sketch: Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007;
 * the {@code k} minimum values of Bar-Yossef et al., 2002). Two versions sample the same keys, as
 * far as both have them, and the samples of a run's tasks add up to the run's. Who chooses the keys
 * could choose their hashes too: a sample finds mistakes, not attacks.
 *
 * <p>In a file each key takes 12 bytes, big-endian, the smallest hash first: its hash, and then
 * {@link #prediction}.
 */
final class KeySketch {
  /** Keys of a run's sample. */
  static final int SIZE = 4096;

  /** Folder below the job's output. */
  static final String FOLDER = "_sample";

  private static final int BYTES = Long.BYTES + Integer.BYTES;

  /**
   * One key.
   *
   * @param prediction as {@link KeySketch#prediction} tells it
   */
  record Entry(long hash, int prediction) {}

  private static final Comparator<Entry> BY_HASH =
      (one, other) -> Long.compareUnsigned(one.hash, other.hash);

  private final int most;
  private final long[] hashes;
  private final int[] predictions;
  private int taken;
  private boolean pruned;
  private long limit; // once pruned: hashes from here on, as unsigned numbers, are too large

  /**
   * @param most keys that it keeps; in memory it has room for twice as many, so that what is too
   *     large goes out many at a time
   */
  KeySketch(int most) {
    this.most = most;
    this.hashes = new long[2 * most];
    this.predictions = new int[hashes.length];
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
    if (pruned && Long.compareUnsigned(hash, limit) >= 0) {
      return;
    }
    hashes[taken] = hash;
    predictions[taken++] = prediction;
    if (taken == hashes.length) {
      prune();
    }
  }

  /** Keeps the smallest hashes alone; of equal ones those that came first. */
  private void prune() {
    if (taken <= most) {
      return;
    }
    long[] sorted = new long[taken];
    for (int i = 0; i < taken; i++) {
      sorted[i] = hashes[i] ^ Long.MIN_VALUE; // in this form their order is that of signed numbers
    }
    Arrays.sort(sorted);
    limit = sorted[most - 1] ^ Long.MIN_VALUE;
    int equal = 0;
    for (int i = most - 1; i >= 0 && sorted[i] == sorted[most - 1]; i--) {
      equal++;
    }
    int kept = 0;
    for (int i = 0; i < taken; i++) {
      int order = Long.compareUnsigned(hashes[i], limit);
      if (order < 0 || (order == 0 && equal-- > 0)) {
        hashes[kept] = hashes[i];
        predictions[kept++] = predictions[i];
      }
    }
    taken = kept;
    pruned = true;
  }

  /** Number of keys sampled. */
  int size() {
    return Math.min(taken, most);
  }

  /** The sampled keys, the smallest hash first. */
  List<Entry> entries() {
    prune();
    return IntStream.range(0, taken)
        .mapToObj(i -> new Entry(hashes[i], predictions[i]))
        .sorted(BY_HASH)
        .toList();
  }

  /** The sample as it lies in a file. */
  byte[] bytes() {
    List<Entry> entries = entries();
    ByteBuffer bytes = ByteBuffer.allocate(entries.size() * BYTES);
    entries.forEach(entry -> bytes.putLong(entry.hash()).putInt(entry.prediction()));
    return bytes.array();
  }

  /**
   * Adds what the committed tasks left in that folder.
   *
   * @throws IOException if a file is no sample
   */
  void addAll(FileSystem files, Path folder) throws IOException {
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder)) {
        if (!add(files, file)) {
          throw new IOException("Invalid sample of keys: " + file.getPath());
        }
      }
    }
  }

  /**
   * Reads the sample of an earlier run.
   *
   * @param rows of that run
   * @return empty if the file is no sample of so many keys
   */
  static Optional<KeySketch> read(FileSystem files, Path file, long rows) throws IOException {
    KeySketch sketch = new KeySketch(SIZE);
    return sketch.add(files, files.getFileStatus(file)) && sketch.isOf(rows)
        ? Optional.of(sketch)
        : Optional.empty();
  }

  /** True if it is as large as the sample of so many keys must be. */
  boolean isOf(long rows) {
    return size() == Math.min(rows, most);
  }

  /** False if the file is no sample. */
  private boolean add(FileSystem files, FileStatus file) throws IOException {
    if (file.getLen() > (long) SIZE * BYTES || file.getLen() % BYTES != 0) {
      return false;
    }
    byte[] bytes = new byte[(int) file.getLen()];
    try (FSDataInputStream in = files.open(file.getPath())) {
      in.readFully(0, bytes);
    }
    ByteBuffer keys = ByteBuffer.wrap(bytes);
    for (long last = 0; keys.hasRemaining(); ) {
      long hash = keys.getLong();
      if (Long.compareUnsigned(hash, last) < 0) {
        return false;
      }
      add(hash, keys.getInt());
      last = hash;
    }
    return true;
  }
}
