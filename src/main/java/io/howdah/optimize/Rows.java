package io.howdah.optimize;

import io.howdah.predict.MiniBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decoded records in full mini-batches, and what is known of their labels. */
public final class Rows {
  /** Stands for a label that is not known. */
  public static final int UNLABELLED = -1;

  private final int batchSize;
  private final int width;
  private final List<MiniBatch> batches = new ArrayList<>();
  private int[] labels = new int[1024];
  private int size;

  /**
   * @param batchSize rows per mini-batch
   * @param width of a row
   */
  public Rows(int batchSize, int width) {
    this.batchSize = batchSize;
    this.width = width;
  }

  /**
   * Copies a row.
   *
   * @param label index of the known label, or {@link #UNLABELLED}
   */
  void add(MiniBatch from, int row, int label) {
    if (batches.isEmpty() || batches.get(batches.size() - 1).isFull()) {
      batches.add(new MiniBatch(batchSize, width));
    }
    batches.get(batches.size() - 1).copy(from, row);
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, size * 2);
    }
    labels[size++] = label;
  }

  /** The mini-batches; the last may have fewer rows. */
  public List<MiniBatch> batches() {
    return batches;
  }

  /** The features of the first rows, one row after the other: of one mini-batch at most. */
  float[] head(int most) {
    MiniBatch first = batches.get(0);
    float[] features = new float[Math.min(most, first.size()) * width];
    first.floats().get(features);
    return features;
  }

  public int size() {
    return size;
  }

  /** Index of the row's known label, or {@link #UNLABELLED}. */
  public int label(int row) {
    return labels[row];
  }
}
