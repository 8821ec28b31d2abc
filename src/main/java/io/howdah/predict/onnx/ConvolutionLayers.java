package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.util.Convolution1DUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers of images {@code [channels, height, width]} and sequences {@code [size, time]}. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  static Value convolution(OnnxGraph graph, Layer layer, Value in) {
    ConvolutionLayer conf = (ConvolutionLayer) layer.conf().getLayer();
    requireChannelsFirst(conf.getCnn2dDataFormat());
    requireRank(in, 3);
    INDArray weights = layer.getParam(ConvolutionParamInitializer.WEIGHT_KEY);
    return convolution(graph, layer, conf, weights, in);
  }

  static Value convolution1d(OnnxGraph graph, Layer layer, Value in) {
    Convolution1DLayer conf = (Convolution1DLayer) layer.conf().getLayer();
    requireSizeFirst(conf.getRnnDataFormat());
    requireRank(in, 2);
    // DL4J reads the memory of its [outputs, inputs, kernel, 1] as [kernel, inputs, outputs]
    INDArray weights =
        Convolution1DUtils.reshapeWeightArrayOrGradientForFormat(
                layer.getParam(ConvolutionParamInitializer.WEIGHT_KEY), RNNFormat.NCW)
            .permute(2, 1, 0);
    return convolution(graph, layer, conf, weights, in);
  }

  /**
   * @param weights outputs, inputs, and the kernel's dimensions
   */
  private static Value convolution(
      OnnxGraph graph, Layer layer, ConvolutionLayer conf, INDArray weights, Value in) {
    Window window = window(conf, in);
    boolean folds =
        in.pending().map(affine -> !window.isPadded() || affine.keepsZero()).orElse(true);
    Value ready = folds ? in : in.settled(graph);
    int outputs = (int) weights.size(0);
    int inputs = (int) weights.size(1);
    if (inputs != in.shape()[0]) {
      throw new UnsupportedLayerException(
          "it takes " + inputs + " channels and gets " + in.shapeText());
    }
    INDArray bias = layer.getParam(ConvolutionParamInitializer.BIAS_KEY);
    double[] w = Numbers.doubles(weights);
    double[] b = bias == null ? new double[outputs] : Numbers.doubles(bias);
    ready.pending().ifPresent(affine -> fold(affine, w, b, inputs));
    String sum =
        window
            .on(
                graph.node(
                    "Conv",
                    ready.name(),
                    graph.floats("W", Numbers.floats(w), weights.shape()),
                    graph.floats("b", Numbers.floats(b), outputs)))
            .with("dilations", window.dilation())
            .add();
    return in.as(Activations.add(graph, conf.getActivationFn(), sum), window.shape(outputs));
  }

  private static Window window(ConvolutionLayer conf, Value in) {
    return Window.of(
        conf.getConvolutionMode(),
        conf.getKernelSize(),
        conf.getStride(),
        conf.getDilation(),
        conf.getPadding(),
        Arrays.copyOfRange(in.shape(), 1, in.shape().length));
  }

  private static void fold(ChannelAffine affine, double[] w, double[] b, int inputs) {
    int kernel = w.length / (b.length * inputs);
    double[] shift = affine.shift();
    for (int i = 0; i < w.length; i++) {
      int input = i / kernel % inputs;
      b[i / (kernel * inputs)] += shift[input] * w[i];
      w[i] *= affine.scale()[input];
    }
  }

  static Value subsampling(OnnxGraph graph, Layer layer, Value in) {
    SubsamplingLayer conf = (SubsamplingLayer) layer.conf().getLayer();
    requireChannelsFirst(conf.getCnn2dDataFormat());
    Window window =
        Window.of(
            conf.getConvolutionMode(),
            conf.getKernelSize(),
            conf.getStride(),
            conf.getDilation(),
            conf.getPadding(),
            Arrays.copyOfRange(in.shape(), 1, in.shape().length));
    return in.as(pool(graph, conf, window, in.name()), window.shape(in.shape()[0]));
  }

  private static String pool(OnnxGraph graph, SubsamplingLayer conf, Window window, String x) {
    if (conf.getPoolingType() == PoolingType.MAX) {
      return window.on(graph.node("MaxPool", x)).with("dilations", window.dilation()).add();
    }
    if (window.isDilated()) {
      throw new UnsupportedLayerException("ONNX dilates no pooling but that of the maximum");
    }
    return switch (conf.getPoolingType()) {
      case AVG ->
          window
              .on(graph.node("AveragePool", x))
              .with("count_include_pad", conf.isAvgPoolIncludePadInDivisor() ? 1 : 0)
              .add();
      case PNORM -> window.on(graph.node("LpPool", x)).with("p", conf.getPnorm()).add();
      default -> throw new UnsupportedLayerException("its pooling is " + conf.getPoolingType());
    };
  }

  static Value globalPooling(OnnxGraph graph, Layer layer, Value in) {
    GlobalPoolingLayer conf = (GlobalPoolingLayer) layer.conf().getLayer();
    int[] configured = conf.getPoolingDimensions();
    int rank = in.shape().length + 1;
    if (rank < 3) {
      throw new UnsupportedLayerException("it pools " + in.shapeText());
    }
    long[] axes = rank == 3 ? new long[] {2} : new long[] {2, 3};
    if (configured != null
        && !Arrays.equals(Arrays.stream(configured).asLongStream().toArray(), axes)) {
      throw new UnsupportedLayerException("it pools the dimensions " + Arrays.toString(configured));
    }
    boolean keep = !conf.isCollapseDimensions();
    String pooled = reduce(graph, conf, in.name(), axes, keep ? 1 : 0);
    long[] shape = new long[keep ? rank - 1 : 1];
    Arrays.fill(shape, 1);
    shape[0] = in.shape()[0];
    return in.as(pooled, shape);
  }

  private static String reduce(
      OnnxGraph graph, GlobalPoolingLayer conf, String x, long[] axes, long keep) {
    return switch (conf.getPoolingType()) {
      case MAX -> graph.node("ReduceMax", x).with("axes", axes).with("keepdims", keep).add();
      case AVG -> graph.node("ReduceMean", x).with("axes", axes).with("keepdims", keep).add();
      case SUM -> sum(graph, x, axes, keep);
      case PNORM -> {
        String powers =
            graph.node("Pow", graph.node("Abs", x).add(), graph.scalar("p", conf.getPnorm())).add();
        String sum = sum(graph, powers, axes, keep);
        yield graph.node("Pow", sum, graph.scalar("root", 1.0 / conf.getPnorm())).add();
      }
    };
  }

  private static String sum(OnnxGraph graph, String x, long[] axes, long keep) {
    return graph.node("ReduceSum", x, graph.integers("axes", axes)).with("keepdims", keep).add();
  }

  /** DL4J's alpha is of the sum, ONNX's of the mean over the window. */
  static Value localResponse(OnnxGraph graph, Layer layer, Value in) {
    LocalResponseNormalization conf = (LocalResponseNormalization) layer.conf().getLayer();
    requireChannelsFirst(conf.getDataFormat());
    int size = 2 * ((int) conf.getN() / 2) + 1;
    return in.as(
        graph
            .node("LRN", in.name())
            .with("size", size)
            .with("alpha", (float) (conf.getAlpha() * size))
            .with("beta", (float) conf.getBeta())
            .with("bias", (float) conf.getK())
            .add());
  }

  static void requireChannelsFirst(CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw new UnsupportedLayerException("its data format is " + format + " (must be NCHW)");
    }
  }

  static void requireSizeFirst(RNNFormat format) {
    if (format != RNNFormat.NCW) {
      throw new UnsupportedLayerException("its data format is " + format + " (must be NCW)");
    }
  }

  static void requireRank(Value in, int rank) {
    if (in.shape().length != rank) {
      throw new UnsupportedLayerException(
          "it takes records of " + rank + " dimensions and gets " + in.shapeText());
    }
  }
}
