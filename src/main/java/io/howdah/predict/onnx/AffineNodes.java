package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;

/** A {@link ChannelAffine} that no layer could take into its weights, as nodes of its own. */
final class AffineNodes {
  private AffineNodes() {}

  /**
   * Adds one batch-norm, which ONNX Runtime fuses with the convolution before it. It scales first
   * and subtracts then, so a centre far from zero costs digits.
   */
  static String addFused(ChannelAffine affine, OnnxGraph graph, Value x) {
    int channels = affine.channels();
    return graph
        .node(
            "BatchNormalization",
            x.name(),
            graph.floats("scale", Numbers.floats(affine.scale()), channels),
            graph.floats("offset", Numbers.floats(affine.offset()), channels),
            graph.floats("center", Numbers.floats(affine.center()), channels),
            graph.floats("one", Numbers.floats(Numbers.filled(channels, 1)), channels))
        .with("epsilon", 0f)
        .add();
  }

  /** Adds the three steps as they are defined. */
  static String addExactly(ChannelAffine affine, OnnxGraph graph, Value x) {
    int rank = x.rank();
    String centered = step(graph, "Sub", x.name(), affine.center(), rank);
    String scaled = step(graph, "Mul", centered, affine.scale(), rank);
    return step(graph, "Add", scaled, affine.offset(), rank);
  }

  private static String step(OnnxGraph graph, String operator, String x, double[] by, int rank) {
    double neutral = operator.equals("Mul") ? 1 : 0;
    if (Arrays.stream(by).allMatch(each -> each == neutral)) {
      return x;
    }
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[0] = by.length;
    return graph.node(operator, x, graph.floats("by", Numbers.floats(by), shape)).add();
  }
}
