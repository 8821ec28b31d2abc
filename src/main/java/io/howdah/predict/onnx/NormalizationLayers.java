package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers with parameters of their own for each channel. */
final class NormalizationLayers {
  private NormalizationLayers() {}

  /** Of a trained network. DL4J ignores the activation that the configuration names. */
  static Value batchNorm(OnnxGraph graph, Layer layer, Value in) {
    BatchNormalization conf = (BatchNormalization) layer.conf().getLayer();
    if (in.shape().length == 2) {
      throw new UnsupportedLayerException("it normalises sequences");
    }
    ConvolutionLayers.requireChannelsFirst(conf.getCnn2DFormat());
    return in.after(ChannelAffine.of(conf, layer::getParam));
  }

  static Value prelu(OnnxGraph graph, Layer layer, Value in) {
    INDArray slopes = layer.getParam(PReLUParamInitializer.WEIGHT_KEY);
    long[] shape = slopes.shape();
    if (shape.length == in.shape().length + 1) {
      shape = Arrays.copyOfRange(shape, 1, shape.length);
    }
    return in.as(
        graph.node("PRelu", in.name(), graph.floats("slope", Numbers.floats(slopes), shape)).add());
  }
}
