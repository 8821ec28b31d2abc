package io.howdah.gate;

import java.util.Arrays;

/**
 * How far two distributions over the same buckets are apart: the population stability index, {@code
 * Σ (q - p) ln(q / p)} over their buckets' shares {@code p} and {@code q} (Siddiqi, "Credit Risk
 * Scorecards", 2006; it is the symmetric divergence of Kullback and Leibler, 1951). Below 0.1 is
 * usually read as no change, above 0.25 as a great one.
 *
 * <p>Half a row is added to each bucket, so that an empty one has a share too; what is empty on
 * both sides is left out.
 *
 * @param value 0 for equal shares
 * @param chance what two samples of one distribution exceed once in a thousand times: the index of
 *     {@code n} rows against {@code m} is distributed as {@code (1/n + 1/m) χ²} with as many
 *     degrees of freedom as there are buckets but one (Yurdakul and Naranjo, "Statistical
 *     properties of the population stability index", 2020)
 */
record StabilityIndex(double value, double chance) {
  private static final double HALF_A_ROW = 0.5;
  private static final double ONCE_IN_A_THOUSAND = 3.0902; // of the standard normal distribution

  /**
   * Compares two counts of the same buckets.
   *
   * @param before rows in each bucket; at least one row
   * @param after as many buckets; at least one row
   */
  static StabilityIndex of(long[] before, long[] after) {
    long rowsBefore = Arrays.stream(before).sum();
    long rowsAfter = Arrays.stream(after).sum();
    int buckets = 0;
    for (int i = 0; i < before.length; i++) {
      buckets += before[i] + after[i] > 0 ? 1 : 0;
    }
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] + after[i] > 0) {
        double p = (before[i] + HALF_A_ROW) / (rowsBefore + buckets * HALF_A_ROW);
        double q = (after[i] + HALF_A_ROW) / (rowsAfter + buckets * HALF_A_ROW);
        sum += (q - p) * Math.log(q / p);
      }
    }
    return new StabilityIndex(sum, (1.0 / rowsBefore + 1.0 / rowsAfter) * chiSquared(buckets - 1));
  }

  /** The quantile of the χ² distribution by the approximation of Wilson and Hilferty (1931). */
  private static double chiSquared(int degrees) {
    if (degrees == 0) {
      return 0;
    }
    double spread = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - spread + ONCE_IN_A_THOUSAND * Math.sqrt(spread), 3);
  }
}
