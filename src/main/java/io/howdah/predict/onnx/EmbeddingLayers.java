package io.howdah.predict.onnx;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that look rows of their weights up. */
final class EmbeddingLayers {
  private EmbeddingLayers() {}

  static Value embedding(OnnxGraph graph, Layer layer, Value in) {
    if (in.length() != 1) {
      throw new UnsupportedLayerException("it takes one index a record and gets " + in.shapeText());
    }
    Value found = lookUp(graph, layer, in);
    long size = found.shape()[1];
    return in.as(activated(graph, layer, Shapes.rows(graph, found.name(), size)), size);
  }

  static Value sequence(OnnxGraph graph, Layer layer, Value in) {
    EmbeddingSequenceLayer conf = (EmbeddingSequenceLayer) layer.conf().getLayer();
    Value flat = in;
    if (in.shape().length == 2 && in.shape()[0] == 1) {
      flat = in.as(Shapes.rows(graph, in.name(), in.shape()[1]), in.shape()[1]);
    }
    ConvolutionLayers.requireRank(flat, 1);
    Value found = lookUp(graph, layer, flat);
    long steps = found.shape()[0];
    long size = found.shape()[1];
    if (conf.getOutputFormat() == RNNFormat.NWC) {
      return found.as(activated(graph, layer, found.name()));
    }
    String ordered = Shapes.transpose(graph, found.name(), 0, 2, 1);
    return found.as(activated(graph, layer, ordered), size, steps);
  }

  /** From {@code [steps]} to {@code [steps, size]}. */
  private static Value lookUp(OnnxGraph graph, Layer layer, Value in) {
    INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    long indices = weights.size(0);
    long size = weights.size(1);
    String rows =
        graph
            .node(
                "Gather",
                graph.floats("W", Numbers.floats(weights), indices, size),
                index(graph, in.name(), indices))
            .add();
    INDArray bias = layer.getParam(DefaultParamInitializer.BIAS_KEY);
    if (bias != null) {
      rows = graph.node("Add", rows, graph.floats("b", Numbers.floats(bias), size)).add();
    }
    return in.as(rows, in.shape()[0], size);
  }

  /** ONNX counts a negative index from the end, DL4J refuses it: so must be what comes of it. */
  private static String index(OnnxGraph graph, String x, long indices) {
    String index = graph.node("Cast", x).with("to", OnnxGraph.INT64).add();
    String negative = graph.node("Less", index, graph.integer("zero", 0)).add();
    return graph.node("Where", negative, graph.integer("beyond", indices), index).add();
  }

  private static String activated(OnnxGraph graph, Layer layer, String x) {
    return Activations.add(graph, ((BaseLayer) layer.conf().getLayer()).getActivationFn(), x);
  }
}
