package io.howdah.network;

import static java.util.Map.entry;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LayerExtension;
import io.howdah.network.Operation.Unknown;
import io.howdah.network.Operation.Unknown.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
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
import org.deeplearning4j.util.Convolution1DUtils;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer computes when it predicts: dropout and noise are gone. What is peculiar to one of
 * DL4J's layers is known here alone.
 */
final class LayerReader {
  private static final String WEIGHTS = "W";
  private static final String RECURRENT_WEIGHTS = "RW";
  private static final String BIAS = "b";

  /** There where a dense or recurrent layer normalises its sums. */
  private static final String GAIN = "g";

  /** Reads one type of layer. */
  private interface Reading {
    List<Operation> read(Given given);
  }

  /** The layers that can be read. A subclass of a layer here may compute something else. */
  // GravesLSTM is deprecated, not gone
  @SuppressWarnings("deprecation")
  private static final Map<Class<?>, Reading> KNOWN =
      Map.ofEntries(
          entry(DenseLayer.class, LayerReader::dense),
          entry(OutputLayer.class, LayerReader::dense),
          entry(CenterLossOutputLayer.class, LayerReader::dense),
          entry(LossLayer.class, given -> given.activated()),
          entry(ActivationLayer.class, given -> given.activated()),
          entry(DropoutLayer.class, given -> List.of()),
          entry(ConvolutionLayer.class, LayerReader::convolution),
          entry(Convolution2D.class, LayerReader::convolution),
          entry(Convolution1DLayer.class, LayerReader::convolution1d),
          entry(Convolution1D.class, LayerReader::convolution1d),
          entry(SubsamplingLayer.class, given -> pooling(given, 2)),
          entry(Pooling2D.class, given -> pooling(given, 2)),
          entry(Subsampling1DLayer.class, given -> pooling(given, 1)),
          entry(Pooling1D.class, given -> pooling(given, 1)),
          entry(GlobalPoolingLayer.class, LayerReader::globalPooling),
          entry(BatchNormalization.class, LayerReader::batchNorm),
          entry(LocalResponseNormalization.class, LayerReader::localResponse),
          entry(ElementWiseMultiplicationLayer.class, LayerReader::elementWise),
          entry(PReLULayer.class, LayerReader::prelu),
          entry(ZeroPaddingLayer.class, LayerReader::zeroPadding),
          entry(ZeroPadding1DLayer.class, LayerReader::zeroPadding1d),
          entry(Cropping2D.class, LayerReader::cropping),
          entry(Cropping1D.class, LayerReader::cropping1d),
          entry(Upsampling2D.class, LayerReader::upsampling),
          entry(Upsampling1D.class, LayerReader::upsampling1d),
          entry(EmbeddingLayer.class, LayerReader::embedding),
          entry(EmbeddingSequenceLayer.class, LayerReader::embeddingSequence),
          entry(LSTM.class, LayerReader::lstm),
          entry(GravesLSTM.class, LayerReader::lstm),
          entry(SimpleRnn.class, LayerReader::simpleRnn),
          entry(RnnOutputLayer.class, LayerReader::rnnOutput));

  /** A layer to read. */
  private record Given(Layer layer) {
    /** Its configuration, which is of that class. */
    <T> T conf(Class<T> type) {
      return type.cast(layer.conf().getLayer());
    }

    /** A parameter, or null where the layer has none of that name. */
    INDArray parameter(String name) {
      return layer.getParam(name);
    }

    double[] doubles(String name) {
      return parameter(name).castTo(DataType.DOUBLE).ravel().toDoubleVector();
    }

    INDArray weights() {
      return parameter(WEIGHTS);
    }

    /** DL4J keeps it as {@code [1, size]}; zeros where the layer has none. */
    INDArray bias(long size) {
      INDArray bias = parameter(BIAS);
      return bias == null ? Nd4j.zeros(weights().dataType(), size) : bias.reshape(size);
    }

    IActivation function() {
      return layer.conf().getLayer() instanceof ActivationLayer activation
          ? activation.getActivationFn()
          : conf(BaseLayer.class).getActivationFn();
    }

    /** The operations and then the layer's activation function, if it does anything. */
    List<Operation> activated(Operation... operations) {
      List<Operation> all = new ArrayList<>(Arrays.asList(operations));
      if (!(function() instanceof ActivationIdentity)) {
        all.add(new Operation.Activate(function()));
      }
      return all;
    }
  }

  private LayerReader() {}

  static List<Operation> read(Layer layer) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      return wrapped(wrapper);
    }
    Class<?> type = layer.conf().getLayer().getClass();
    Reading reading = KNOWN.get(type);
    return reading == null ? extension(layer, type) : reading.read(new Given(layer));
  }

  private static List<Operation> extension(Layer layer, Class<?> type) {
    return LayerExtension.of(type.getName())
        .filter(LayerTranslation.class::isInstance)
        .map(LayerTranslation.class::cast)
        .map(translation -> translation.read(layer))
        .orElseGet(() -> unknown(Reason.KIND, ""));
  }

  /** A wrapper's configuration is that of the layer inside, its class tells what it does. */
  private static List<Operation> wrapped(BaseWrapperLayer wrapper) {
    Layer inside = wrapper.getUnderlying();
    if (wrapper instanceof LastTimeStepLayer) {
      List<Operation> operations = new ArrayList<>(read(inside));
      RNNFormat format = TimeSeriesUtils.getFormatFromRnnLayer(inside.conf().getLayer());
      operations.add(new Operation.LastStep(format == RNNFormat.NCW));
      return operations;
    }
    return wrapper instanceof FrozenLayer || wrapper instanceof FrozenLayerWithBackprop
        // frozen for training
        ? read(inside)
        : unknown(Reason.WRAPPER, wrapper.getClass().getSimpleName());
  }

  private static List<Operation> unknown(Reason reason, String detail) {
    return List.of(new Unknown(reason, detail));
  }

  /** An operation on images, which is known of those whose channels come first. */
  private static List<Operation> channelsFirst(CNN2DFormat format, Operation operation) {
    return format == CNN2DFormat.NCHW ? List.of(operation) : unknownFormat(format);
  }

  private static List<Operation> unknownFormat(Enum<?> format) {
    return unknown(Reason.DATA_FORMAT, format.name());
  }

  private static List<Operation> dense(Given given) {
    INDArray weights = given.weights();
    return given.parameter(GAIN) == null
        ? given.activated(new Operation.Dense(weights, given.bias(weights.size(1))))
        : unknown(Reason.LAYER_NORMALIZATION, "");
  }

  private static List<Operation> convolution(Given given) {
    ConvolutionLayer conf = given.conf(ConvolutionLayer.class);
    return conf.getCnn2dDataFormat() == CNN2DFormat.NCHW
        ? convolution(given, 2, given.weights())
        : unknownFormat(conf.getCnn2dDataFormat());
  }

  private static List<Operation> convolution1d(Given given) {
    Convolution1DLayer conf = given.conf(Convolution1DLayer.class);
    if (conf.getRnnDataFormat() != RNNFormat.NCW) {
      return unknownFormat(conf.getRnnDataFormat());
    }
    // DL4J reads the memory of its [outputs, inputs, kernel, 1] as [kernel, inputs, outputs]
    return convolution(
        given,
        1,
        Convolution1DUtils.reshapeWeightArrayOrGradientForFormat(given.weights(), RNNFormat.NCW)
            .permute(2, 1, 0));
  }

  private static List<Operation> convolution(Given given, int dimensions, INDArray weights) {
    ConvolutionLayer conf = given.conf(ConvolutionLayer.class);
    Window window =
        new Window(
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            conf.getDilation(),
            conf.getConvolutionMode());
    return given.activated(
        new Operation.Convolution(window.of(dimensions), weights, given.bias(weights.size(0))));
  }

  private static List<Operation> pooling(Given given, int dimensions) {
    SubsamplingLayer conf = given.conf(SubsamplingLayer.class);
    if (conf.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
      return unknownFormat(conf.getCnn2dDataFormat());
    }
    Window window =
        new Window(
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            conf.getDilation(),
            conf.getConvolutionMode());
    return List.of(
        new Operation.Pool(
            conf.getPoolingType(),
            window.of(dimensions),
            conf.getPnorm(),
            conf.isAvgPoolIncludePadInDivisor()));
  }

  private static List<Operation> globalPooling(Given given) {
    GlobalPoolingLayer conf = given.conf(GlobalPoolingLayer.class);
    int[] dimensions = conf.getPoolingDimensions();
    return List.of(
        new Operation.PoolAll(
            conf.getPoolingType(),
            conf.getPnorm(),
            dimensions == null ? new int[0] : dimensions,
            !conf.isCollapseDimensions()));
  }

  /** Of a trained network. DL4J ignores the activation that the configuration names. */
  private static List<Operation> batchNorm(Given given) {
    BatchNormalization conf = given.conf(BatchNormalization.class);
    if (conf.getCnn2DFormat() != CNN2DFormat.NCHW) {
      return unknownFormat(conf.getCnn2DFormat());
    }
    double[] mean = given.doubles("mean");
    double[] variance =
        conf.isUseLogStd()
            ? Arrays.stream(given.doubles("log10stdev")).map(log -> Math.pow(10, 2 * log)).toArray()
            : given.doubles("var");
    double[] scale = new double[mean.length];
    double[] offset = new double[mean.length];
    Arrays.fill(scale, 1);
    if (!conf.isLockGammaBeta()) {
      scale = given.doubles("gamma");
      offset = given.doubles("beta");
    } else if (conf.getGamma() != 1 && conf.getBeta() != 0) {
      // DL4J ignores locked values unless both differ from their defaults
      Arrays.fill(scale, conf.getGamma());
      Arrays.fill(offset, conf.getBeta());
    }
    for (int i = 0; i < scale.length; i++) {
      scale[i] /= Math.sqrt(variance[i] + conf.getEps());
    }
    return List.of(new Operation.Normalise(new ChannelAffine(mean, scale, offset)));
  }

  /** DL4J's n reaches as far to either side as half of it goes. */
  private static List<Operation> localResponse(Given given) {
    LocalResponseNormalization conf = given.conf(LocalResponseNormalization.class);
    return channelsFirst(
        conf.getDataFormat(),
        new Operation.LocalResponse(
            2 * ((int) conf.getN() / 2) + 1, conf.getAlpha(), conf.getBeta(), conf.getK()));
  }

  private static List<Operation> elementWise(Given given) {
    INDArray weights = given.weights();
    return given.activated(
        new Operation.Weigh(weights.reshape(weights.length()), given.bias(weights.length())));
  }

  private static List<Operation> prelu(Given given) {
    return List.of(new Operation.Slopes(given.weights()));
  }

  private static List<Operation> zeroPadding(Given given) {
    ZeroPaddingLayer conf = given.conf(ZeroPaddingLayer.class);
    int[] p = conf.getPadding();
    return channelsFirst(
        conf.getDataFormat(), new Operation.Pad(new long[] {p[0], p[2]}, new long[] {p[1], p[3]}));
  }

  private static List<Operation> zeroPadding1d(Given given) {
    int[] p = given.conf(ZeroPadding1DLayer.class).getPadding();
    return List.of(new Operation.Pad(new long[] {p[0]}, new long[] {p[1]}));
  }

  private static List<Operation> cropping(Given given) {
    Cropping2D conf = given.conf(Cropping2D.class);
    int[] c = conf.getCropping();
    return channelsFirst(
        conf.getDataFormat(), new Operation.Crop(new long[] {c[0], c[2]}, new long[] {c[1], c[3]}));
  }

  private static List<Operation> cropping1d(Given given) {
    int[] c = given.conf(Cropping1D.class).getCropping();
    return List.of(new Operation.Crop(new long[] {c[0]}, new long[] {c[1]}));
  }

  private static List<Operation> upsampling(Given given) {
    Upsampling2D conf = given.conf(Upsampling2D.class);
    return channelsFirst(
        conf.getFormat(), new Operation.Repeat(conf.getSize()[0], conf.getSize()[1]));
  }

  private static List<Operation> upsampling1d(Given given) {
    return List.of(new Operation.Repeat(given.conf(Upsampling1D.class).getSize()[0]));
  }

  private static List<Operation> embedding(Given given) {
    INDArray weights = given.weights();
    return given.activated(new Operation.Embed(weights, given.bias(weights.size(1))));
  }

  private static List<Operation> embeddingSequence(Given given) {
    INDArray weights = given.weights();
    boolean sizeFirst = given.conf(EmbeddingSequenceLayer.class).getOutputFormat() != RNNFormat.NWC;
    return given.activated(
        new Operation.EmbedSteps(weights, given.bias(weights.size(1)), sizeFirst));
  }

  private static List<Operation> lstm(Given given) {
    AbstractLSTM conf = given.conf(AbstractLSTM.class);
    return List.of(
        new Operation.Lstm(
            given.weights(),
            given.parameter(RECURRENT_WEIGHTS),
            given.parameter(BIAS),
            conf.getGateActivationFn(),
            conf.getActivationFn(),
            conf.getRnnDataFormat() == RNNFormat.NCW));
  }

  private static List<Operation> simpleRnn(Given given) {
    BaseRecurrentLayer conf = given.conf(BaseRecurrentLayer.class);
    return given.parameter(GAIN) == null
        ? List.of(
            new Operation.Recur(
                given.weights(),
                given.parameter(RECURRENT_WEIGHTS),
                given.parameter(BIAS),
                conf.getActivationFn(),
                conf.getRnnDataFormat() == RNNFormat.NCW))
        : unknown(Reason.LAYER_NORMALIZATION, "");
  }

  private static List<Operation> rnnOutput(Given given) {
    INDArray weights = given.weights();
    return List.of(
        new Operation.DenseSteps(weights, given.bias(weights.size(1)), given.function()));
  }
}
