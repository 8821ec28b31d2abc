package io.howdah.optimize;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * What the passes must know of DL4J's layers. Classes are compared as they are: a subclass of a
 * convolution computes something else.
 */
final class Layers {
  private Layers() {}

  /** A product with weights, a bias and an activation, and nothing between them. */
  static boolean isAffine(Layer layer) {
    if (layer.getClass() == DenseLayer.class) {
      return !((DenseLayer) layer).hasLayerNorm();
    }
    return layer.getClass() == OutputLayer.class || isConvolution(layer);
  }

  static boolean isConvolution(Layer layer) {
    return layer instanceof ConvolutionLayer convolution
        && layer.getClass() == ConvolutionLayer.class
        && convolution.getCnn2dDataFormat() == CNN2DFormat.NCHW;
  }

  /** True where the layer sees nothing but its inputs: no zeros around them. */
  static boolean padsNothing(Layer layer) {
    return !(layer instanceof ConvolutionLayer convolution)
        || (convolution.getConvolutionMode() != ConvolutionMode.Same
            && convolution.getConvolutionMode() != ConvolutionMode.Causal
            && Arrays.stream(convolution.getPadding()).allMatch(padding -> padding == 0));
  }

  static boolean isBatchNorm(Layer layer) {
    return layer instanceof BatchNormalization norm && norm.getCnn2DFormat() == CNN2DFormat.NCHW;
  }

  static boolean isActivation(Layer layer) {
    return layer.getClass() == ActivationLayer.class;
  }

  static boolean hasIdentity(Layer layer) {
    return ((BaseLayer) layer).getActivationFn() instanceof ActivationIdentity;
  }

  static void addBias(FeedForwardLayer layer) {
    if (layer instanceof DenseLayer dense) {
      dense.setHasBias(true);
    } else if (layer instanceof OutputLayer output) {
      output.setHasBias(true);
    } else if (layer instanceof ConvolutionLayer convolution) {
      convolution.setHasBias(true);
    }
  }
}
