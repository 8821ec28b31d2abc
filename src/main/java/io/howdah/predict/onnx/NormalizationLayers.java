package io.howdah.predict.onnx;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
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
    double[] mean = Numbers.doubles(layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    double[] variance = variance(layer);
    double[] scale = gamma(layer, conf, mean.length);
    for (int i = 0; i < scale.length; i++) {
      scale[i] /= Math.sqrt(variance[i] + conf.getEps());
    }
    return in.after(new Affine(mean, scale, beta(layer, conf, mean.length)));
  }

  /** Stored as it is, or as the logarithm to base 10 of its root. */
  private static double[] variance(Layer layer) {
    INDArray plain = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
    return plain != null
        ? Numbers.doubles(plain)
        : Arrays.stream(
                Numbers.doubles(layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD)))
            .map(log -> Math.pow(10, 2 * log))
            .toArray();
  }

  private static double[] gamma(Layer layer, BatchNormalization conf, int channels) {
    return conf.isLockGammaBeta()
        ? Numbers.filled(channels, conf.getGamma())
        : Numbers.doubles(layer.getParam(BatchNormalizationParamInitializer.GAMMA));
  }

  private static double[] beta(Layer layer, BatchNormalization conf, int channels) {
    return conf.isLockGammaBeta()
        ? Numbers.filled(channels, conf.getBeta())
        : Numbers.doubles(layer.getParam(BatchNormalizationParamInitializer.BETA));
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
