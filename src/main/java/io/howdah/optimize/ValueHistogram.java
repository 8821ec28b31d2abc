package io.howdah.optimize;

import java.nio.FloatBuffer;

/** How the values of one tensor are spread over evenly wide bins between the least and largest. */
final class ValueHistogram {
  private static final int BINS = 2048;

  private final float min;
  private final float max;
  private final long[] counts = new long[BINS];
  private long total;

  /**
   * @param min and {@code max}: of all values that will come
   */
  ValueHistogram(float min, float max) {
    this.min = min;
    this.max = max;
  }

  void add(FloatBuffer values) {
    float binsPerUnit = BINS / Math.max(max - min, Float.MIN_NORMAL);
    for (int i = values.position(); i < values.limit(); i++) {
      int bin = (int) ((values.get(i) - min) * binsPerUnit);
      counts[Math.min(BINS - 1, Math.max(0, bin))]++;
    }
    total += values.remaining();
  }

  /** All values. */
  ValueRange all() {
    return new ValueRange(min, max);
  }

  /**
   * The range without the outermost values.
   *
   * @param share of the values that lie outside, half of it at either end
   */
  ValueRange without(double share) {
    long spare = (long) (total * share / 2);
    int low = 0;
    for (long left = spare - counts[0]; left >= 0 && low < BINS - 1; left -= counts[++low]) {}
    int high = BINS - 1;
    for (long left = spare - counts[high]; left >= 0 && high > low; left -= counts[--high]) {}
    return new ValueRange(low == 0 ? min : edge(low), high == BINS - 1 ? max : edge(high + 1));
  }

  /** The range whose 8 bits give the least mean square error, of ever narrower ones. */
  ValueRange leastSquares() {
    ValueRange best = all();
    double least = squares(best);
    for (double share = 1e-5; share < 0.01; share *= 2) {
      ValueRange narrower = without(share);
      double error = squares(narrower);
      if (error < least) {
        least = error;
        best = narrower;
      }
    }
    return best;
  }

  /** Sum of the square errors: rounding inside, clipping outside. */
  private double squares(ValueRange range) {
    double rounding = (double) range.scale() * range.scale() / 12;
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double value = (edge(bin) + edge(bin + 1)) / 2;
      double beyond = Math.max(Math.max(range.min() - value, value - range.max()), 0);
      sum += counts[bin] * (beyond > 0 ? beyond * beyond : rounding);
    }
    return sum;
  }

  private float edge(int bin) {
    return min + (float) ((double) (max - min) * bin / BINS);
  }
}
