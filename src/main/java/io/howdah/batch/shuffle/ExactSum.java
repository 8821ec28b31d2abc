package io.howdah.batch.shuffle;

/**
 * A sum of floats that does not depend on their order: one integer of significands for each
 * exponent (a small superaccumulator, after Kulisch). Exact for up to 2^39 summands.
 */
final class ExactSum {
  private static final int EXPONENTS = 255;
  private static final int SMALLEST = -149;

  private final long[] significands = new long[EXPONENTS];

  /** Adds one finite value. */
  void add(float value) {
    int bits = Float.floatToRawIntBits(value);
    int exponent = (bits >>> 23) & 0xFF;
    int significand = (bits & 0x7FFFFF) | (exponent == 0 ? 0 : 0x800000);
    significands[Math.max(exponent, 1) - 1] += bits < 0 ? -significand : significand;
  }

  /** The sum, rounded in the same order whatever the order of the summands was. */
  double value() {
    double sum = 0;
    for (int i = EXPONENTS - 1; i >= 0; i--) {
      if (significands[i] != 0) {
        sum += Math.scalb((double) significands[i], i + SMALLEST);
      }
    }
    return sum;
  }
}
