package io.howdah.batch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableUtils;

/** What travels from a mapper to a reducer for one record; reused on both sides. */
public final class ScoredRecord implements Writable {
  private static final float[] NONE = {};

  /** Newest first; a total order, so that every attempt of a task keeps the same record. */
  public static final Comparator<ScoredRecord> LATEST =
      Comparator.comparingLong(ScoredRecord::time)
          .reversed()
          .thenComparing(ScoredRecord::byContent);

  /** Highest score first; a total order as well. */
  public static final Comparator<ScoredRecord> HIGHEST =
      ((Comparator<ScoredRecord>) ScoredRecord::byContent)
          .thenComparing(Comparator.comparingLong(ScoredRecord::time).reversed());

  private long time;
  private int label;
  private float score;
  private float[] scores = NONE;

  /** Takes everything over; the outputs are copied. */
  public void set(long time, int label, float score, float[] values, int offset, int length) {
    this.time = time;
    this.label = label;
    this.score = score;
    if (scores.length != length) {
      scores = new float[length];
    }
    System.arraycopy(values, offset, scores, 0, length);
  }

  public void set(ScoredRecord other) {
    set(other.time, other.label, other.score, other.scores, 0, other.scores.length);
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

  @Override
  public void write(DataOutput out) throws IOException {
    WritableUtils.writeVLong(out, time);
    WritableUtils.writeVInt(out, label);
    out.writeFloat(score);
    WritableUtils.writeVInt(out, scores.length);
    for (float value : scores) {
      out.writeFloat(value);
    }
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    time = WritableUtils.readVLong(in);
    label = WritableUtils.readVInt(in);
    score = in.readFloat();
    int length = WritableUtils.readVInt(in);
    if (scores.length != length) {
      scores = length == 0 ? NONE : new float[length];
    }
    for (int i = 0; i < length; i++) {
      scores[i] = in.readFloat();
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof ScoredRecord other && time == other.time && byContent(other) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(time) * 31 + Float.hashCode(score);
  }

  @Override
  public String toString() {
    return "time=" + time + " label=" + label + " score=" + score + " " + Arrays.toString(scores);
  }
}
