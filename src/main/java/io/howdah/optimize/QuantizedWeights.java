package io.howdah.optimize;

/**
 * A product's weights in 8 bits with a scale for each of its outputs, and its bias in 32 bits.
 *
 * @param values in the order of the weights
 * @param scales of each output
 * @param bias in units of the input's scale times the output's; empty where there is none
 */
record QuantizedWeights(byte[] values, float[] scales, int[] bias) {
  private static final double LARGEST = 127;

  /**
   * The sum of two weights that a CPU without VNNI may be given: its {@code vpmaddubsw} adds two
   * products of an activation, 0 to 255, and a weight in 16 bits, and 255 * 128 is the most that
   * these hold. No wrong score on another CPU than that of the calibration.
   */
  private static final double LARGEST_PAIR = 128;

  private static final double LARGEST_BIAS = 1 << 30;

  /**
   * Quantises.
   *
   * @param weights seen as {@code [outer, outputs, inner]}
   * @param inputScale of the activations
   */
  static QuantizedWeights of(
      float[] weights, int outputs, int inner, float[] bias, float inputScale) {
    float[] scales = new float[outputs];
    int[] wideBias = new int[bias.length];
    int outer = weights.length / (outputs * inner);
    byte[] values = new byte[weights.length];
    for (int output = 0; output < outputs; output++) {
      Extremes extremes = new Extremes();
      for (int i = 0; i < outer; i++) {
        for (int j = 0; j < inner; j++) {
          extremes.add(weights[(i * outputs + output) * inner + j]);
        }
      }
      double scale = extremes.scale();
      if (bias.length > 0) {
        // a bias beside weights of almost nothing must fit too
        scale = Math.max(scale, Math.abs(bias[output]) / (inputScale * LARGEST_BIAS));
      }
      scales[output] = scale < Float.MIN_NORMAL ? 1 : (float) scale;
      for (int i = 0; i < outer; i++) {
        for (int j = 0; j < inner; j++) {
          int at = (i * outputs + output) * inner + j;
          values[at] = (byte) Math.round(weights[at] / scales[output]);
        }
      }
      if (bias.length > 0) {
        wideBias[output] = (int) Math.round(bias[output] / ((double) inputScale * scales[output]));
      }
    }
    return new QuantizedWeights(values, scales, wideBias);
  }

  /** The two largest and the two least of some numbers. */
  private static final class Extremes {
    private double largest;
    private double second;
    private double least;
    private double secondLeast;

    void add(double value) {
      if (value > largest) {
        second = largest;
        largest = value;
      } else if (value > second) {
        second = value;
      }
      if (value < least) {
        secondLeast = least;
        least = value;
      } else if (value < secondLeast) {
        secondLeast = value;
      }
    }

    /** The least scale by which they fit. */
    double scale() {
      // rounding may add half a step to each of a pair
      double pair = Math.max(largest + second, -least - secondLeast) / (LARGEST_PAIR - 1);
      return Math.max(Math.max(largest, -least) / LARGEST, pair);
    }
  }
}
