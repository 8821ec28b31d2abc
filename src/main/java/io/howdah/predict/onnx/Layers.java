package io.howdah.predict.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.util.TimeSeriesUtils;

/** Which layers can be exported, and by what. */
final class Layers {
  /** Adds a layer's nodes to the graph and gives their value. */
  interface Export {
    Value add(OnnxGraph graph, Layer layer, Value in);
  }

  /** These work what is pending into their weights, or see for themselves that it is done. */
  private static final Map<Class<?>, Export> FOLDING =
      Map.ofEntries(
          entry(DenseLayer.class, DenseLayers::dense),
          entry(OutputLayer.class, DenseLayers::dense),
          entry(CenterLossOutputLayer.class, DenseLayers::dense),
          entry(DropoutLayer.class, DenseLayers::dropout),
          entry(ConvolutionLayer.class, ConvolutionLayers::convolution),
          entry(Convolution2D.class, ConvolutionLayers::convolution),
          entry(Convolution1DLayer.class, ConvolutionLayers::convolution1d),
          entry(Convolution1D.class, ConvolutionLayers::convolution1d));

  // GravesLSTM is deprecated, not gone
  @SuppressWarnings("deprecation")
  private static final Map<Class<?>, Export> PLAIN =
      Map.ofEntries(
          entry(LossLayer.class, DenseLayers::loss),
          entry(ActivationLayer.class, DenseLayers::activation),
          entry(ElementWiseMultiplicationLayer.class, DenseLayers::elementWise),
          entry(PReLULayer.class, NormalizationLayers::prelu),
          entry(BatchNormalization.class, NormalizationLayers::batchNorm),
          entry(LocalResponseNormalization.class, ConvolutionLayers::localResponse),
          entry(SubsamplingLayer.class, ConvolutionLayers::subsampling),
          entry(Pooling2D.class, ConvolutionLayers::subsampling),
          entry(Subsampling1DLayer.class, ConvolutionLayers::subsampling),
          entry(Pooling1D.class, ConvolutionLayers::subsampling),
          entry(GlobalPoolingLayer.class, ConvolutionLayers::globalPooling),
          entry(ZeroPaddingLayer.class, PaddingLayers::zeroPadding),
          entry(ZeroPadding1DLayer.class, PaddingLayers::zeroPadding1d),
          entry(Cropping2D.class, PaddingLayers::cropping),
          entry(Cropping1D.class, PaddingLayers::cropping1d),
          entry(Upsampling2D.class, PaddingLayers::upsampling),
          entry(Upsampling1D.class, PaddingLayers::upsampling1d),
          entry(EmbeddingLayer.class, EmbeddingLayers::embedding),
          entry(EmbeddingSequenceLayer.class, EmbeddingLayers::sequence),
          entry(LSTM.class, RecurrentLayers::lstm),
          entry(GravesLSTM.class, RecurrentLayers::lstm),
          entry(SimpleRnn.class, RecurrentLayers::simple),
          entry(RnnOutputLayer.class, RecurrentLayers::output));

  private Layers() {}

  /**
   * Adds a layer.
   *
   * @throws UnsupportedLayerException if it cannot be exported
   */
  static Value add(OnnxGraph graph, Layer layer, Value in) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      return wrapped(graph, wrapper, in);
    }
    // not a subclass: it may compute something else
    Class<?> type = layer.conf().getLayer().getClass();
    if (FOLDING.containsKey(type)) {
      return FOLDING.get(type).add(graph, layer, in);
    }
    if (PLAIN.containsKey(type)) {
      return PLAIN.get(type).add(graph, layer, in.settled(graph));
    }
    throw new UnsupportedLayerException("Howdah does not know this kind of layer");
  }

  /** A wrapper's configuration is that of the layer inside, its class tells what it does. */
  private static Value wrapped(OnnxGraph graph, BaseWrapperLayer wrapper, Value in) {
    Layer inside = wrapper.getUnderlying();
    if (wrapper instanceof LastTimeStepLayer) {
      return RecurrentLayers.lastStep(
          graph,
          add(graph, inside, in).settled(graph),
          TimeSeriesUtils.getFormatFromRnnLayer(inside.conf().getLayer()));
    }
    if (wrapper instanceof FrozenLayer || wrapper instanceof FrozenLayerWithBackprop) {
      // frozen for training
      return add(graph, inside, in);
    }
    throw new UnsupportedLayerException(
        "Howdah does not know its wrapper " + wrapper.getClass().getSimpleName());
  }
}
