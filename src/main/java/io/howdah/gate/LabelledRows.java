package io.howdah.gate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How many rows have a key whose label is known, and how many of them got that label. */
public final class LabelledRows implements RowEvidence {
  public static final EvidenceKind<LabelledRows> KIND =
      new EvidenceKind<>(
          "labelled",
          LabelledRows.class,
          false,
          (card, labels) -> Optional.of(new LabelledRows(labels)));

  private static final int BYTES = 4 * Long.BYTES;

  private final KeyLabels known;
  private long keys;
  private long rows;
  private long labelled;
  private long right;

  LabelledRows(KeyLabels known) {
    this.known = known;
    this.keys = known.size();
  }

  /** True if a task knew the labels of some keys. */
  boolean isAsked() {
    return keys > 0;
  }

  /** Rows whose label is known. */
  public long labelled() {
    return labelled;
  }

  /** Of these, rows that got the known label. */
  public long right() {
    return right;
  }

  @Override
  public void add(byte[] key, long keyHash, int label, float score) {
    int expected = known.label(keyHash);
    rows++;
    labelled += expected == KeyLabels.UNKNOWN ? 0 : 1;
    right += expected != KeyLabels.UNKNOWN && expected == label ? 1 : 0;
  }

  @Override
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(keys)
        .putLong(rows)
        .putLong(labelled)
        .putLong(right)
        .array();
  }

  @Override
  public void add(byte[] left) throws IOException {
    if (left.length != BYTES) {
      throw new IOException(left.length + " bytes (must be " + BYTES + ")");
    }
    ByteBuffer counts = ByteBuffer.wrap(left);
    keys = Math.max(keys, counts.getLong()); // every task knows the same
    rows += counts.getLong();
    labelled += counts.getLong();
    right += counts.getLong();
  }

  @Override
  public Optional<String> misfit(Counts counts) {
    return rows == counts.keysWritten()
        ? Optional.empty()
        : Optional.of("counts " + rows + " rows");
  }
}
