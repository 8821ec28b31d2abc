package io.howdah.predict.onnx;

import io.howdah.network.Operation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that look rows of their weights up. */
final class EmbeddingLayers {
  private EmbeddingLayers() {}

  static Value embed(OnnxGraph graph, Operation.Embed embed, Value in) {
    if (in.length() != 1) {
      throw new UnsupportedLayerException("it takes one index a record and gets " + in.shapeText());
    }
    long size = embed.weights().size(1);
    String found = lookUp(graph, embed.weights(), embed.bias(), in.name());
    return in.as(Shapes.rows(graph, found, size), size);
  }

  static Value embedSteps(OnnxGraph graph, Operation.EmbedSteps embed, Value in) {
    Value flat = in;
    if (in.rank() == 2 && in.shape()[0] == 1) {
      flat = in.as(Shapes.rows(graph, in.name(), in.shape()[1]), in.shape()[1]);
    }
    flat.requireRank(1);
    long steps = flat.shape()[0];
    long size = embed.weights().size(1);
    String found = lookUp(graph, embed.weights(), embed.bias(), flat.name());
    return embed.sizeFirst()
        ? flat.as(Shapes.transpose(graph, found, 0, 2, 1), size, steps)
        : flat.as(found, steps, size);
  }

  /** From {@code [steps]} to {@code [steps, size]}. */
  private static String lookUp(OnnxGraph graph, INDArray weights, INDArray bias, String x) {
    long indices = weights.size(0);
    String rows =
        graph
            .node(
                "Gather",
                graph.floats("W", Numbers.floats(weights), indices, weights.size(1)),
                index(graph, x, indices))
            .add();
    return DenseLayers.withBias(graph, rows, bias);
  }

  /** ONNX counts a negative index from the end, DL4J refuses it: so must be what comes of it. */
  private static String index(OnnxGraph graph, String x, long indices) {
    String index = graph.node("Cast", x).with("to", OnnxGraph.INT64).add();
    String negative = graph.node("Less", index, graph.integer("zero", 0)).add();
    return graph.node("Where", negative, graph.integer("beyond", indices), index).add();
  }
}
