package io.howdah.predict.onnx;

import io.howdah.network.Operation;

/** Layers that make images and sequences larger or smaller. */
final class PaddingLayers {
  /**
   * Rounds away like zero, but keeps ONNX Runtime from moving the padding into a pooling that
   * follows, where it would be no zero any more.
   */
  private static final float NEARLY_ZERO = Float.MIN_NORMAL;

  private PaddingLayers() {}

  static Value pad(OnnxGraph graph, Operation.Pad pad, Value in) {
    int dimensions = pad.before().length;
    in.requireRank(dimensions + 1);
    int rank = dimensions + 2;
    long[] pads = new long[2 * rank];
    long[] shape = in.shape().clone();
    for (int i = 0; i < dimensions; i++) {
      pads[2 + i] = pad.before()[i];
      pads[rank + 2 + i] = pad.after()[i];
      shape[1 + i] += pad.before()[i] + pad.after()[i];
    }
    String padded =
        graph
            .node("Pad", in.name(), graph.integers("pads", pads), graph.scalar("zero", NEARLY_ZERO))
            .add();
    return in.as(padded, shape);
  }

  static Value crop(OnnxGraph graph, Operation.Crop crop, Value in) {
    int dimensions = crop.before().length;
    in.requireRank(dimensions + 1);
    long[] axes = new long[dimensions];
    long[] ends = new long[dimensions];
    long[] shape = in.shape().clone();
    for (int i = 0; i < dimensions; i++) {
      axes[i] = 2L + i;
      ends[i] = shape[1 + i] - crop.after()[i];
      shape[1 + i] = ends[i] - crop.before()[i];
    }
    return in.as(Shapes.slice(graph, in.name(), crop.before(), ends, axes), shape);
  }

  /** Repeats every element so many times along its dimension. */
  static Value repeat(OnnxGraph graph, Operation.Repeat repeat, Value in) {
    int dimensions = repeat.times().length;
    in.requireRank(dimensions + 1);
    float[] scales = new float[dimensions + 2];
    scales[0] = 1;
    scales[1] = 1;
    long[] shape = in.shape().clone();
    for (int i = 0; i < dimensions; i++) {
      scales[2 + i] = repeat.times()[i];
      shape[1 + i] *= repeat.times()[i];
    }
    return in.as(
        graph
            .node("Resize", in.name(), "", graph.floats("scales", scales, scales.length))
            .with("mode", "nearest")
            .with("coordinate_transformation_mode", "asymmetric")
            .with("nearest_mode", "floor")
            .add(),
        shape);
  }
}
