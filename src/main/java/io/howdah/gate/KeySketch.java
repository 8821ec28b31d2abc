package io.howdah.gate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.MurmurHash3;

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
public final class KeySketch implements RowEvidence {
  /** Kept as {@code sample} in the run's folder. */
  public static final EvidenceKind<KeySketch> KIND =
      new EvidenceKind<>(
          "sample", KeySketch.class, true, (card, labels) -> Optional.of(of(card.labels())));

  /** Keys of a run's sample. */
  static final int SIZE = 4096;

  private static final int BYTES = Long.BYTES + Integer.BYTES;

  /**
   * One key.
   *
   * @param prediction as {@link KeySketch#prediction} has it
   */
  record Entry(long hash, int prediction) {}

  private static final Comparator<Entry> BY_HASH =
      (one, other) -> Long.compareUnsigned(one.hash, other.hash);

  private final int most;
  private final long[] hashes;
  private final int[] predictions;
  private final int[] labels;
  private int taken;
  private boolean pruned;
  private long limit; // once pruned: hashes from here on, as unsigned numbers, are too large

  /**
   * @param most keys that it keeps; in memory it has room for twice as many, so that what is too
   *     large goes out many at a time
   */
  KeySketch(int most) {
    this(most, List.of());
  }

  private KeySketch(int most, List<String> labels) {
    this.most = most;
    this.hashes = new long[2 * most];
    this.predictions = new int[hashes.length];
    this.labels = labels.stream().mapToInt(KeySketch::prediction).toArray();
  }

  /** A run's sample, with the labels of its model. */
  static KeySketch of(List<String> labels) {
    return new KeySketch(SIZE, labels);
  }

  /** The hash by which keys are sampled. */
  public static long hash(byte[] key, int offset, int length) {
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

  @Override
  public void add(byte[] key, long keyHash, int label, float score) {
    add(keyHash, label < 0 ? prediction(score) : labels[label]);
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

  @Override
  public byte[] bytes() {
    List<Entry> entries = entries();
    ByteBuffer bytes = ByteBuffer.allocate(entries.size() * BYTES);
    entries.forEach(entry -> bytes.putLong(entry.hash()).putInt(entry.prediction()));
    return bytes.array();
  }

  @Override
  public void add(byte[] left) throws IOException {
    if (left.length > SIZE * BYTES || left.length % BYTES != 0) {
      throw new IOException(
          left.length + " bytes (must be " + BYTES + " for each of up to " + SIZE + " keys)");
    }
    ByteBuffer keys = ByteBuffer.wrap(left);
    for (long last = 0; keys.hasRemaining(); ) {
      long hash = keys.getLong();
      if (Long.compareUnsigned(hash, last) < 0) {
        throw new IOException("a hash that is less than the one before it");
      }
      add(hash, keys.getInt());
      last = hash;
    }
  }

  /** As large as the sample of so many keys must be. */
  @Override
  public Optional<String> misfit(Counts counts) {
    return size() == Math.min(counts.keysWritten(), most)
        ? Optional.empty()
        : Optional.of("holds " + size() + " keys");
  }
}
