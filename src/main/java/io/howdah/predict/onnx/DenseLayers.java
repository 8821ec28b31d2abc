package io.howdah.predict.onnx;

import io.howdah.network.Operation;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that treat each row by itself. */
final class DenseLayers {
  private DenseLayers() {}

  static Value dense(OnnxGraph graph, Operation.Dense dense, Value in) {
    long inputs = dense.weights().size(0);
    long outputs = dense.weights().size(1);
    if (in.rank() != 1 || in.shape()[0] != inputs) {
      throw new UnsupportedLayerException(
          "it takes " + inputs + " numbers a row and gets " + in.shapeText());
    }
    return in.as(
        graph
            .node(
                "Gemm",
                in.name(),
                graph.floats("W", Numbers.floats(dense.weights()), inputs, outputs),
                graph.floats("b", Numbers.floats(dense.bias()), outputs))
            .add(),
        outputs);
  }

  /** A weight and a bias for each number of a row. */
  static Value weigh(OnnxGraph graph, Operation.Weigh weigh, Value in) {
    float[] weights = Numbers.floats(weigh.weights());
    String scaled = graph.node("Mul", in.name(), graph.floats("W", weights, weights.length)).add();
    return in.as(withBias(graph, scaled, weigh.bias()));
  }

  /** Adds a bias to the last dimension, unless it is all zeros. */
  static String withBias(OnnxGraph graph, String x, INDArray bias) {
    float[] b = Numbers.floats(bias);
    for (float each : b) {
      if (each != 0) {
        return graph.node("Add", x, graph.floats("b", b, b.length)).add();
      }
    }
    return x;
  }

  /** A slope for what is negative, for each element of a record. */
  static Value slopes(OnnxGraph graph, Operation.Slopes slopes, Value in) {
    long[] shape = slopes.slopes().shape();
    if (shape.length == in.rank() + 1) {
      shape = Arrays.copyOfRange(shape, 1, shape.length);
    }
    return in.as(
        graph
            .node("PRelu", in.name(), graph.floats("slope", Numbers.floats(slopes.slopes()), shape))
            .add());
  }
}
