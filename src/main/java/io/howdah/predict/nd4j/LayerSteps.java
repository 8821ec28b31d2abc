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
          Map.entry(DropoutLayer.class, (layer, conf) -> List.of()),
          Map.entry(ConvolutionLayer.class, LayerSteps::convolution),
          Map.entry(Convolution2D.class, LayerSteps::convolution),
          Map.entry(SubsamplingLayer.class, LayerSteps::pooling),
          Map.entry(Pooling2D.class, LayerSteps::pooling),
          Map.entry(GlobalPoolingLayer.class, LayerSteps::globalPooling),
          Map.entry(BatchNormalization.class, LayerSteps::batchNormalization));

  /** Makes the steps of one type of layer. */
  private interface Translation {
    /**
     * @throws IllegalArgumentException when the layer is set up in a way that has no steps; the
     *     message names it
     */
    List<Step> steps(Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf);
  }

  private LayerSteps() {}

  /**
   * @param place of the layer in its network, for the message
   */
  static List<Step> of(Layer layer, String place) throws NotCompiledException {
    if (layer instanceof FrozenLayer frozen) {
      return of(frozen.getInsideLayer(), place);
    }
    var conf = layer.conf().getLayer();
    Translation translation = KNOWN.get(conf.getClass());
    if (translation == null) {
      throw NotCompiledException.unknown(place, conf.getClass().getSimpleName());
    }
    try {
      return translation.steps(layer, conf);
    } catch (IllegalArgumentException e) {
      throw NotCompiledException.unknown(
          place, conf.getClass().getSimpleName() + " " + e.getMessage());
    }
  }

  private static List<Step> dense(Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    INDArray weights = layer.getParam("W");
    if (layer.paramTable().containsKey("g")) {
      throw new IllegalArgumentException("with layer normalization");
    }
    return activated(
        new DenseStep(
            Weights.copy(weights), Weights.bias(layer.paramTable().get("b"), weights.size(1))),
        conf);
  }

  private static List<Step> convolution(Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    ConvolutionLayer convolution = (ConvolutionLayer) conf;
    requireChannelsFirst(convolution.getCnn2dDataFormat());
    INDArray weights = layer.getParam("W");
    Window window =
        new Window(
            convolution.getKernelSize(),
            convolution.getStride(),
            convolution.getPadding(),
            convolution.getDilation(),
            convolution.getConvolutionMode());
    return activated(
        new ConvolutionStep(
            window,
            Weights.copy(weights),
            Weights.bias(layer.paramTable().get("b"), weights.size(0))),
        conf);
  }

  private static List<Step> pooling(Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    SubsamplingLayer pooling = (SubsamplingLayer) conf;
    requireChannelsFirst(pooling.getCnn2dDataFormat());
    String op =
        switch (pooling.getPoolingType()) {
          case MAX -> "maxpool2d";
          case AVG -> "avgpool2d";
          case PNORM -> "pnormpool2d";
          case SUM -> throw new IllegalArgumentException("of type SUM");
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

  private static List<Step> globalPooling(
      Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    GlobalPoolingLayer pooling = (GlobalPoolingLayer) conf;
    int[] dimensions = pooling.getPoolingDimensions();
    if (dimensions != null && !Arrays.equals(dimensions, new int[] {2, 3})) {
      throw new IllegalArgumentException("over dimensions " + Arrays.toString(dimensions));
    }
    String op =
        switch (pooling.getPoolingType()) {
          case MAX -> "reduce_max";
          case AVG -> "reduce_mean";
          case SUM -> "reduce_sum";
          case PNORM -> throw new IllegalArgumentException("of type PNORM");
        };
    return List.of(
        new OpStep(
            DynamicCustomOp.builder(op)
                .addIntegerArguments(2, 3)
                .addBooleanArguments(!pooling.isCollapseDimensions())
                .build()));
  }

  /** Its activation is not forgotten here: DL4J ignores it. */
  private static List<Step> batchNormalization(
      Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    BatchNormalization norm = (BatchNormalization) conf;
    requireChannelsFirst(norm.getCnn2DFormat());
    double[] mean = layer.getParam("mean").toDoubleVector();
    double[] variance =
        norm.isUseLogStd()
            ? Arrays.stream(layer.getParam("log10stdev").toDoubleVector())
                .map(log -> Math.pow(10, 2 * log))
                .toArray()
            : layer.getParam("var").toDoubleVector();
    double[] gamma = new double[mean.length];
    double[] beta = new double[mean.length];
    if (!norm.isLockGammaBeta()) {
      gamma = layer.getParam("gamma").toDoubleVector();
      beta = layer.getParam("beta").toDoubleVector();
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

  private static List<Step> activation(Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
    return activated(null, conf);
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

  private static void requireChannelsFirst(CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw new IllegalArgumentException("of data format " + format);
    }
  }
}
