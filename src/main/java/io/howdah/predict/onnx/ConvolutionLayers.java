package io.howdah.predict.onnx;

import io.howdah.network.Operation;
import io.howdah.network.Window;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers of images {@code [channels, height, width]} and sequences {@code [size, time]}. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  static Value convolution(OnnxGraph graph, Operation.Convolution convolution, Value in) {
    Window window = convolution.window();
    in.requireRank(window.dimensions() + 1);
    INDArray weights = convolution.weights();
    long outputs = weights.size(0);
    long inputs = weights.size(1);
    if (inputs != in.shape()[0]) {
      throw new UnsupportedLayerException(
          "it takes " + inputs + " channels and gets " + in.shapeText());
    }
    OnnxGraph.Node node =
        graph
            .node(
                "Conv",
                in.name(),
                graph.floats("W", Numbers.floats(weights), weights.shape()),
                graph.floats("b", Numbers.floats(convolution.bias()), outputs))
            .with("dilations", longs(window.dilation()));
    return windowed(node, window, in, outputs);
  }

  static Value pool(OnnxGraph graph, Operation.Pool pool, Value in) {
    Window window = pool.window();
    in.requireRank(window.dimensions() + 1);
    return windowed(node(graph, pool, in.name()), window, in, in.shape()[0]);
  }

  private static OnnxGraph.Node node(OnnxGraph graph, Operation.Pool pool, String x) {
    if (pool.type() == PoolingType.MAX) {
      return graph.node("MaxPool", x).with("dilations", longs(pool.window().dilation()));
    }
    if (pool.window().isDilated()) {
      throw new UnsupportedLayerException("ONNX dilates no pooling but that of the maximum");
    }
    return switch (pool.type()) {
      case AVG ->
          graph.node("AveragePool", x).with("count_include_pad", pool.countsPadding() ? 1 : 0);
      case PNORM -> graph.node("LpPool", x).with("p", pool.norm());
      default -> throw new UnsupportedLayerException("its pooling is " + pool.type());
    };
  }

  /** Adds a node with the attributes that convolutions and poolings share. */
  private static Value windowed(OnnxGraph.Node node, Window window, Value in, long channels) {
    Window.Extent extent = window.over(Arrays.copyOfRange(in.shape(), 1, in.rank()));
    long[] pads = Arrays.copyOf(extent.before(), 2 * window.dimensions());
    System.arraycopy(extent.after(), 0, pads, window.dimensions(), window.dimensions());
    long[] shape = new long[in.rank()];
    shape[0] = channels;
    System.arraycopy(extent.output(), 0, shape, 1, window.dimensions());
    String name =
        node.with("kernel_shape", longs(window.kernel()))
            .with("strides", longs(window.stride()))
            .with("pads", pads)
            .add();
    return in.as(name, shape);
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  static Value poolAll(OnnxGraph graph, Operation.PoolAll pool, Value in) {
    if (in.rank() < 2) {
      throw new UnsupportedLayerException("it pools " + in.shapeText());
    }
    long[] axes = in.rank() == 2 ? new long[] {2} : new long[] {2, 3};
    if (pool.dimensions().length > 0 && !Arrays.equals(longs(pool.dimensions()), axes)) {
      throw new UnsupportedLayerException(
          "it pools the dimensions " + Arrays.toString(pool.dimensions()));
    }
    String pooled = reduce(graph, pool, in.name(), axes, pool.keepsRank() ? 1 : 0);
    long[] shape = new long[pool.keepsRank() ? in.rank() : 1];
    Arrays.fill(shape, 1);
    shape[0] = in.shape()[0];
    return in.as(pooled, shape);
  }

  private static String reduce(
      OnnxGraph graph, Operation.PoolAll pool, String x, long[] axes, long keep) {
    return switch (pool.type()) {
      case MAX -> graph.node("ReduceMax", x).with("axes", axes).with("keepdims", keep).add();
      case AVG -> graph.node("ReduceMean", x).with("axes", axes).with("keepdims", keep).add();
      case SUM -> sum(graph, x, axes, keep);
      case PNORM -> {
        String powers =
            graph.node("Pow", graph.node("Abs", x).add(), graph.scalar("p", pool.norm())).add();
        String sum = sum(graph, powers, axes, keep);
        yield graph.node("Pow", sum, graph.scalar("root", 1.0 / pool.norm())).add();
      }
    };
  }

  private static String sum(OnnxGraph graph, String x, long[] axes, long keep) {
    return graph.node("ReduceSum", x, graph.integers("axes", axes)).with("keepdims", keep).add();
  }

  /** DL4J's alpha is of the sum, ONNX's of the mean over the window. */
  static Value localResponse(OnnxGraph graph, Operation.LocalResponse response, Value in) {
    return in.as(
        graph
            .node("LRN", in.name())
            .with("size", response.size())
            .with("alpha", (float) (response.alpha() * response.size()))
            .with("beta", (float) response.beta())
            .with("bias", (float) response.k())
            .add());
  }
}
