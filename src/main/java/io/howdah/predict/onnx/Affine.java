package io.howdah.predict.onnx;

import java.util.Arrays;

/**
 * A normalisation of each channel: {@code (x - center) * scale + offset}. A normaliser is one, a
 * batch-norm of a trained network is one.
 */
record Affine(double[] center, double[] scale, double[] offset) {
  int channels() {
    return scale.length;
  }

  /** What is added to {@code x * scale}. */
  double shift(int channel) {
    return offset[channel] - center[channel] * scale[channel];
  }

  /** True where zero stays zero, as a padded convolution needs it. */
  boolean keepsZero() {
    for (int i = 0; i < scale.length; i++) {
      if (shift(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds nodes that do it.
   *
   * @param exactly in the order of the definition; otherwise as a batch-norm, which ONNX Runtime
   *     fuses with the convolution before it
   */
  String add(OnnxGraph graph, Value value, boolean exactly) {
    if (!exactly) {
      return graph
          .node(
              "BatchNormalization",
              value.name(),
              graph.floats("scale", Numbers.floats(scale), channels()),
              graph.floats("offset", Numbers.floats(offset), channels()),
              graph.floats("center", Numbers.floats(center), channels()),
              graph.floats("one", Numbers.floats(Numbers.filled(channels(), 1)), channels()))
          .with("epsilon", 0f)
          .add();
    }
    long[] shape = new long[value.shape().length];
    Arrays.fill(shape, 1);
    shape[0] = channels();
    String x = value.name();
    if (!isAll(center, 0)) {
      x = graph.node("Sub", x, graph.floats("center", Numbers.floats(center), shape)).add();
    }
    if (!isAll(scale, 1)) {
      x = graph.node("Mul", x, graph.floats("scale", Numbers.floats(scale), shape)).add();
    }
    if (!isAll(offset, 0)) {
      x = graph.node("Add", x, graph.floats("offset", Numbers.floats(offset), shape)).add();
    }
    return x;
  }

  private static boolean isAll(double[] values, double value) {
    return Arrays.stream(values).allMatch(each -> each == value);
  }

  /** The same for each of the elements that make up a channel. */
  Affine spread(int elements) {
    return new Affine(
        spread(center, elements), spread(scale, elements), spread(offset, elements));
  }

  private static double[] spread(double[] values, int elements) {
    double[] spread = new double[values.length * elements];
    for (int i = 0; i < values.length; i++) {
      Arrays.fill(spread, i * elements, (i + 1) * elements, values[i]);
    }
    return spread;
  }
}
