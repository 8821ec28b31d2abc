package io.howdah.predict.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** The steps of a layer when it predicts: dropout and noise are gone. */
final class LayerSteps {
  /** Which layers have steps. A subclass of a layer here may compute something else. */
  private static final Map<Class<?>, Translation> KNOWN =
      Map.ofEntries(
          Map.entry(DenseLayer.class, LayerSteps::dense),
          Map.entry(OutputLayer.class, LayerSteps::dense),
          Map.entry(LossLayer.class, LayerSteps::activation),
          Map.entry(ActivationLayer.class, LayerSteps::activation),
          Map.entry(DropoutLayer.class, given -> List.of()),
          Map.entry(ConvolutionLayer.class, LayerSteps::convolution),
          Map.entry(Convolution2D.class, LayerSteps::convolution),
          Map.entry(SubsamplingLayer.class, LayerSteps::pooling),
          Map.entry(Pooling2D.class, LayerSteps::pooling),
          Map.entry(GlobalPoolingLayer.class, LayerSteps::globalPooling),
          Map.entry(BatchNormalization.class, LayerSteps::batchNormalization));

  /** Makes the steps of one type of layer. */
  private interface Translation {
    List<Step> steps(Given given) throws NotCompiledException;
  }

  /**
   * A layer to translate.
   *
   * @param place in its network, for messages
   */
  private record Given(Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf, String place) {
    /**
     * @param how the layer is set up, where that is what has no steps
     */
    NotCompiledException unknown(String how) {
      return NotCompiledException.unknown(place, (conf.getClass().getSimpleName() + how).strip());
    }

    /** A parameter, or null where the layer has none of that name. */
    INDArray parameter(String name) {
      return layer.paramTable().get(name);
    }
  }

  private LayerSteps() {}

  /**
   * @param place of the layer in its network, for the message
   */
  static List<Step> of(Layer layer, String place) throws NotCompiledException {
    if (layer instanceof FrozenLayer frozen) {
      return of(frozen.getInsideLayer(), place);
    }
    Given given = new Given(layer, layer.conf().getLayer(), place);
    Translation translation = KNOWN.get(given.conf().getClass());
    if (translation == null) {
      throw given.unknown("");
    }
    return translation.steps(given);
  }

  private static List<Step> dense(Given given) throws NotCompiledException {
    INDArray weights = given.parameter("W");
    if (given.parameter("g") != null) {
      throw given.unknown(" with layer normalization");
    }
    return activated(
        new DenseStep(Weights.copy(weights), Weights.bias(given.parameter("b"), weights.size(1))),
        given.conf());
  }

  private static List<Step> convolution(Given given) throws NotCompiledException {
    ConvolutionLayer convolution = (ConvolutionLayer) given.conf();
    requireChannelsFirst(given, convolution.getCnn2dDataFormat());
    INDArray weights = given.parameter("W");
    Window window =
        new Window(
            convolution.getKernelSize(),
            convolution.getStride(),
            convolution.getPadding(),
            convolution.getDilation(),
            convolution.getConvolutionMode());
    return activated(
        new ConvolutionStep(
            window, Weights.copy(weights), Weights.bias(given.parameter("b"), weights.size(0))),
        given.conf());
  }

  private static List<Step> pooling(Given given) throws NotCompiledException {
    SubsamplingLayer pooling = (SubsamplingLayer) given.conf();
    requireChannelsFirst(given, pooling.getCnn2dDataFormat());
    String op =
        switch (pooling.getPoolingType()) {
          case MAX -> "maxpool2d";
          case AVG -> "avgpool2d";
          case PNORM -> "pnormpool2d";
          case SUM -> throw given.unknown(" of type SUM");
        };
    int extra =
        switch (pooling.getPoolingType()) {
          case AVG -> pooling.isAvgPoolIncludePadInDivisor() ? 1 : 0;
          case PNORM -> pooling.getPnorm();
          default -> 0;
        };
    Window window =
        new Window(
            pooling.getKernelSize(),
            pooling.getStride(),
            pooling.getPadding(),
            pooling.getDilation(),
            pooling.getConvolutionMode());
    // channels first
    return List.of(new OpStep(window.op(op, extra, 0)));
  }

  private static List<Step> globalPooling(Given given) throws NotCompiledException {
    GlobalPoolingLayer pooling = (GlobalPoolingLayer) given.conf();
    int[] dimensions = pooling.getPoolingDimensions();
    if (dimensions != null && !Arrays.equals(dimensions, new int[] {2, 3})) {
      throw given.unknown(" over dimensions " + Arrays.toString(dimensions));
    }
    String op =
        switch (pooling.getPoolingType()) {
          case MAX -> "reduce_max";
          case AVG -> "reduce_mean";
          case SUM -> "reduce_sum";
          case PNORM -> throw given.unknown(" of type PNORM");
        };
    return List.of(
        new OpStep(
            DynamicCustomOp.builder(op)
                .addIntegerArguments(2, 3)
                .addBooleanArguments(!pooling.isCollapseDimensions())
                .build()));
  }

  /** Its activation is not forgotten here: DL4J ignores it. */
  private static List<Step> batchNormalization(Given given) throws NotCompiledException {
    BatchNormalization norm = (BatchNormalization) given.conf();
    requireChannelsFirst(given, norm.getCnn2DFormat());
    double[] mean = given.parameter("mean").toDoubleVector();
    double[] variance =
        norm.isUseLogStd()
            ? Arrays.stream(given.parameter("log10stdev").toDoubleVector())
                .map(log -> Math.pow(10, 2 * log))
                .toArray()
            : given.parameter("var").toDoubleVector();
    double[] gamma = new double[mean.length];
    double[] beta = new double[mean.length];
    if (!norm.isLockGammaBeta()) {
      gamma = given.parameter("gamma").toDoubleVector();
      beta = given.parameter("beta").toDoubleVector();
    } else if (norm.getGamma() != 1 && norm.getBeta() != 0) {
      Arrays.fill(gamma, norm.getGamma());
      Arrays.fill(beta, norm.getBeta());
    } else {
      // DL4J ignores locked values unless both differ from their defaults
      Arrays.fill(gamma, 1);
    }
    double[] scale = gamma;
    for (int i = 0; i < scale.length; i++) {
      scale[i] /= Math.sqrt(variance[i] + norm.getEps());
    }
    return List.of(new AffineStep(new Affine(mean, scale, beta)));
  }

  private static List<Step> activation(Given given) {
    return activated(null, given.conf());
  }

  /** The step, if there is one, and then the layer's activation function, if it does anything. */
  private static List<Step> activated(Step step, org.deeplearning4j.nn.conf.layers.Layer conf) {
    List<Step> steps = new ArrayList<>();
    if (step != null) {
      steps.add(step);
    }
    IActivation function =
        conf instanceof ActivationLayer layer
            ? layer.getActivationFn()
            : ((BaseLayer) conf).getActivationFn();
    if (!(function instanceof ActivationIdentity)) {
      steps.add(new ActivationStep(function, false));
    }
    return steps;
  }

  private static void requireChannelsFirst(Given given, CNN2DFormat format)
      throws NotCompiledException {
    if (format != CNN2DFormat.NCHW) {
      throw given.unknown(" of data format " + format);
    }
  }
}
