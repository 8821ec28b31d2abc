package io.howdah.optimize;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The extremes of many values, and an even choice of them. */
final class ObservedValues {
  private static final int KEPT = 1 << 16;
  private static final long SEED = 20261125;
  private static final double LEAST_CLIPPED = 1e-5;
  private static final double MOST_CLIPPED = 0.01;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final float[] kept = new float[KEPT];
  private long seen;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  void add(FloatBuffer values) {
    for (int i = values.position(); i < values.limit(); i++) {
      float value = values.get(i);
      // a NaN stays
      min = Math.min(min, value);
      max = Math.max(max, value);
      // each of the values seen so far is kept with the same probability
      long place = seen < KEPT ? seen : random.nextLong(seen + 1);
      if (place < KEPT) {
        kept[(int) place] = value;
      }
      seen++;
    }
  }

  boolean isFinite() {
    return Float.isFinite(min) && Float.isFinite(max);
  }

  /** Of all values. */
  ValueRange all() {
    return new ValueRange(min, max);
  }

  /**
   * The range without the outermost values.
   *
   * @param share of the values that lie outside, half of it at either end, at least one
   */
  ValueRange without(double share) {
    return without(share, sorted());
  }

  private static ValueRange without(double share, float[] sorted) {
    int spare = (int) Math.ceil(sorted.length * share / 2);
    spare = Math.min(spare, (sorted.length - 1) / 2);
    return new ValueRange(sorted[spare], sorted[sorted.length - 1 - spare]);
  }

  /** The range whose 8 bits give the least mean square error, of ever narrower ones. */
  ValueRange leastSquares() {
    float[] sorted = sorted();
    ValueRange best = all();
    double least = squares(best, sorted);
    for (double share = LEAST_CLIPPED; share < MOST_CLIPPED; share *= 2) {
      ValueRange narrower = without(share, sorted);
      double error = squares(narrower, sorted);
      if (error < least) {
        least = error;
        best = narrower;
      }
    }
    return best;
  }

  /** Sum of the square errors: rounding inside, clipping outside. */
  private static double squares(ValueRange range, float[] values) {
    double rounding = (double) range.scale() * range.scale() / 12;
    double sum = 0;
    for (float value : values) {
      double beyond = Math.max(Math.max(range.min() - value, value - range.max()), 0);
      sum += beyond > 0 ? beyond * beyond : rounding;
    }
    return sum;
  }

  private float[] sorted() {
    float[] sorted = Arrays.copyOf(kept, (int) Math.min(seen, KEPT));
    Arrays.sort(sorted);
    return sorted;
  }
}
