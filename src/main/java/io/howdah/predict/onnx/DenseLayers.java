package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that treat each row by itself. */
final class DenseLayers {
  private DenseLayers() {}

  /** {@code activation(x W + b)}, what is pending of x worked into W and b. */
  static Value dense(OnnxGraph graph, Layer layer, Value in) {
    BaseLayer conf = (BaseLayer) layer.conf().getLayer();
    INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    if (in.shape().length != 1 || in.shape()[0] != weights.size(0)) {
      throw new UnsupportedLayerException(
          "it takes " + weights.size(0) + " numbers a row and gets " + in.shapeText());
    }
    if (layer.getParam(DefaultParamInitializer.GAIN_KEY) != null) {
      throw new UnsupportedLayerException("it normalises its layer");
    }
    int inputs = (int) weights.size(0);
    int outputs = (int) weights.size(1);
    INDArray bias = layer.getParam(DefaultParamInitializer.BIAS_KEY);
    double[] w = Numbers.doubles(weights);
    double[] b = bias == null ? new double[outputs] : Numbers.doubles(bias);
    in.pending().ifPresent(affine -> fold(affine, w, b, inputs, outputs));
    String product =
        graph
            .node(
                "Gemm",
                in.name(),
                graph.floats("W", Numbers.floats(w), inputs, outputs),
                graph.floats("b", Numbers.floats(b), outputs))
            .add();
    return in.as(Activations.add(graph, conf.getActivationFn(), product), outputs);
  }

  private static void fold(ChannelAffine affine, double[] w, double[] b, int inputs, int outputs) {
    double[] shifts = affine.shift();
    for (int i = 0; i < inputs; i++) {
      double scale = affine.scale()[i];
      double shift = shifts[i];
      for (int j = 0; j < outputs; j++) {
        b[j] += shift * w[i * outputs + j];
        w[i * outputs + j] *= scale;
      }
    }
  }

  /** A weight and a bias for each number of a row. */
  static Value elementWise(OnnxGraph graph, Layer layer, Value in) {
    BaseLayer conf = (BaseLayer) layer.conf().getLayer();
    String weights = row(graph, "W", layer.getParam(DefaultParamInitializer.WEIGHT_KEY));
    String bias = row(graph, "b", layer.getParam(DefaultParamInitializer.BIAS_KEY));
    String scaled = graph.node("Mul", in.name(), weights).add();
    String shifted = graph.node("Add", scaled, bias).add();
    return in.as(Activations.add(graph, conf.getActivationFn(), shifted));
  }

  private static String row(OnnxGraph graph, String role, INDArray values) {
    return graph.floats(role, Numbers.floats(values), values.length());
  }

  static Value loss(OnnxGraph graph, Layer layer, Value in) {
    LossLayer conf = (LossLayer) layer.conf().getLayer();
    return in.as(Activations.add(graph, conf.getActivationFn(), in.name()));
  }

  static Value activation(OnnxGraph graph, Layer layer, Value in) {
    ActivationLayer conf = (ActivationLayer) layer.conf().getLayer();
    return in.as(Activations.add(graph, conf.getActivationFn(), in.name()));
  }

  /** Dropout is for training alone. */
  static Value dropout(OnnxGraph graph, Layer layer, Value in) {
    return in;
  }
}
