package io.howdah.predict;

/**
 * The outputs of a mini-batch, reused from one to the next: row {@code i}'s are {@code values()[i *
 * outputs() ..]}.
 */
public final class Scores {
  private final int outputs;
  private final float[] values;

  /**
   * @param capacity rows
   * @param outputs of the model, a row
   */
  public Scores(int capacity, int outputs) {
    this.outputs = outputs;
    this.values = new float[Math.multiplyExact(capacity, outputs)];
  }

  public int outputs() {
    return outputs;
  }

  /** The backing array, row after row. */
  public float[] values() {
    return values;
  }

  /** True if no output of the row is NaN or infinite. */
  public boolean isFinite(int row) {
    for (int i = row * outputs; i < (row + 1) * outputs; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  /** Position of the row's largest output; the first of equals. */
  public int argMax(int row) {
    int base = row * outputs;
    int best = 0;
    for (int i = 1; i < outputs; i++) {
      if (values[base + i] > values[base + best]) {
        best = i;
      }
    }
    return best;
  }

  public float at(int row, int output) {
    return values[row * outputs + output];
  }
}
