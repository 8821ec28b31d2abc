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
   * Adds one batch-norm, which ONNX Runtime fuses with the convolution before it. It scales first
   * and subtracts then, so a centre far from zero costs digits.
   */
  String addFused(OnnxGraph graph, Value x) {
    return graph
        .node(
            "BatchNormalization",
            x.name(),
            graph.floats("scale", Numbers.floats(scale), channels()),
            graph.floats("offset", Numbers.floats(offset), channels()),
            graph.floats("center", Numbers.floats(center), channels()),
            graph.floats("one", Numbers.floats(Numbers.filled(channels(), 1)), channels()))
        .with("epsilon", 0f)
        .add();
  }

  /** Adds the three steps as they are defined. */
  String addExactly(OnnxGraph graph, Value x) {
    String centered = step(graph, "Sub", x.name(), center, x.shape().length);
    String scaled = step(graph, "Mul", centered, scale, x.shape().length);
    return step(graph, "Add", scaled, offset, x.shape().length);
  }

  private String step(OnnxGraph graph, String operator, String x, double[] by, int rank) {
    double neutral = operator.equals("Mul") ? 1 : 0;
    if (Arrays.stream(by).allMatch(each -> each == neutral)) {
      return x;
    }
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[0] = channels();
    return graph.node(operator, x, graph.floats("by", Numbers.floats(by), shape)).add();
  }

  /** The same for each of the elements that make up a channel. */
  Affine spread(int elements) {
    return new Affine(spread(center, elements), spread(scale, elements), spread(offset, elements));
  }

  private static double[] spread(double[] values, int elements) {
    double[] spread = new double[values.length * elements];
    for (int i = 0; i < values.length; i++) {
      Arrays.fill(spread, i * elements, (i + 1) * elements, values[i]);
    }
    return spread;
  }
}
