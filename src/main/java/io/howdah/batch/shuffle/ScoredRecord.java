package io.howdah.batch.shuffle;

import io.howdah.predict.MiniBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.apache.hadoop.io.Writable;

/** What travels from a mapper to a reducer for one record; reused on both sides. */
public final class ScoredRecord implements Writable {
  private static final float[] NONE = {};

  private static final int TIMED = 1;
  private static final int SCORED = 2;
  private static final int PLACED = 4;
  private static final int MERGED = 8;
  private static final int HEADER = 1 + Integer.BYTES + Float.BYTES;

  /**
   * Newest first, and of those with one time, or none, the last of the input: places differ, so
   * that every attempt of a task keeps the same record.
   */
  public static final Comparator<ScoredRecord> LATEST =
      Comparator.comparingLong(ScoredRecord::time)
          .thenComparingLong(ScoredRecord::place)
          .reversed();

  /** Highest score first; what is equal in all that travels is the same record. */
  public static final Comparator<ScoredRecord> HIGHEST =
      ((Comparator<ScoredRecord>) ScoredRecord::byContent)
          .thenComparing(Comparator.comparingLong(ScoredRecord::time).reversed());

  private long time;
  private long place;
  private boolean merged;
  private int label;
  private float score;
  private float[] scores = NONE;
  private ByteBuffer header; // made by the first read: most instances are never read

  /** Takes everything over; the outputs are copied. */
  public void set(
      long time, long place, int label, float score, float[] values, int offset, int length) {
    this.time = time;
    this.place = place;
    this.merged = false;
    this.label = label;
    this.score = score;
    if (scores.length != length) {
      scores = new float[length];
    }
    System.arraycopy(values, offset, scores, 0, length);
  }

  public void set(ScoredRecord other) {
    set(other.time, other.place, other.label, other.score, other.scores, 0, other.scores.length);
    merged = other.merged;
  }

  public ScoredRecord copy() {
    ScoredRecord copy = new ScoredRecord();
    copy.set(this);
    return copy;
  }

  /** Epoch milliseconds, or {@code MiniBatch.NO_TIME}. */
  public long time() {
    return time;
  }

  /** Ascends in the order of the input; {@code MiniBatch.NO_PLACE} where the merge is another. */
  public long place() {
    return place;
  }

  /** True if this is what is left of several records of the key. */
  public boolean isMerged() {
    return merged;
  }

  /** Remembers that this is what is left of several records of the key. */
  void markMerged() {
    merged = true;
  }

  /** Index of the label, or -1. */
  public int label() {
    return label;
  }

  public float score() {
    return score;
  }

  /** Every output, or an empty array where they do not travel. */
  public float[] scores() {
    return scores;
  }

  private int byContent(ScoredRecord other) {
    int order = Float.compare(other.score, score);
    if (order == 0) {
      order = Integer.compare(label, other.label);
    }
    return order == 0 ? Arrays.compare(other.scores, scores) : order;
  }

  /** Bytes that {@link #write(ByteBuffer)} takes. */
  int length() {
    return HEADER
        + (time == MiniBatch.NO_TIME ? 0 : Long.BYTES)
        + (place == MiniBatch.NO_PLACE ? 0 : Long.BYTES)
        + (scores.length == 0 ? 0 : Integer.BYTES + scores.length * Float.BYTES);
  }

  /**
   * Writes one byte that says whether there are a time, a place and outputs and whether this is
   * what is left of several records, the label, the score, and then those that there are.
   */
  void write(ByteBuffer out) {
    boolean timed = time != MiniBatch.NO_TIME;
    boolean placed = place != MiniBatch.NO_PLACE;
    out.put(
        (byte)
            ((timed ? TIMED : 0)
                | (placed ? PLACED : 0)
                | (merged ? MERGED : 0)
                | (scores.length > 0 ? SCORED : 0)));
    out.putInt(label).putFloat(score);
    if (timed) {
      out.putLong(time);
    }
    if (placed) {
      out.putLong(place);
    }
    if (scores.length > 0) {
      out.putInt(scores.length);
      for (float value : scores) {
        out.putFloat(value);
      }
    }
  }

  @Override
  public void write(DataOutput out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length());
    write(bytes);
    out.write(bytes.array());
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    if (header == null) {
      header = ByteBuffer.allocate(HEADER);
    }
    in.readFully(header.array());
    byte has = header.rewind().get();
    label = header.getInt();
    score = header.getFloat();
    time = (has & TIMED) == 0 ? MiniBatch.NO_TIME : in.readLong();
    place = (has & PLACED) == 0 ? MiniBatch.NO_PLACE : in.readLong();
    merged = (has & MERGED) != 0;
    int length = (has & SCORED) == 0 ? 0 : in.readInt();
    if (scores.length != length) {
      scores = length == 0 ? NONE : new float[length];
    }
    for (int i = 0; i < length; i++) {
      scores[i] = in.readFloat();
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof ScoredRecord other
        && time == other.time
        && place == other.place
        && byContent(other) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(time) * 31 + Float.hashCode(score);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "time=%d place=%d label=%d score=%s %s%s",
        time,
        place,
        label,
        score,
        Arrays.toString(scores),
        merged ? " merged" : "");
  }
}
