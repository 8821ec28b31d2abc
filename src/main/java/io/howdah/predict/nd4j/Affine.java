package io.howdah.predict.nd4j;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A normalisation of each feature or channel by constants: {@code (x - center) * scale + shift}.
 * The centre stands apart because numbers far from zero lose digits if they are scaled first.
 *
 * @param center one a feature or channel, as are the others
 */
record Affine(double[] center, double[] scale, double[] shift) {
  /** The same for each of {@code width} features. */
  static Affine uniform(int width, double scale, double shift) {
    Affine affine = new Affine(new double[width], new double[width], new double[width]);
    Arrays.fill(affine.scale, scale);
    Arrays.fill(affine.shift, shift);
    return affine;
  }

  int width() {
    return scale.length;
  }

  /** What it makes of zeros. */
  double[] offsets() {
    return IntStream.range(0, width()).mapToDouble(i -> shift[i] - center[i] * scale[i]).toArray();
  }

  boolean keepsZero() {
    return Arrays.stream(offsets()).allMatch(offset -> offset == 0);
  }

  boolean centers() {
    return Arrays.stream(center).anyMatch(c -> c != 0);
  }

  boolean shifts() {
    return Arrays.stream(shift).anyMatch(s -> s != 0);
  }
}
