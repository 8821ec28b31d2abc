package io.howdah.predict.onnx;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** Layers that make images and sequences larger or smaller. */
final class PaddingLayers {
  /**
   * Rounds away like zero, but keeps ONNX Runtime from moving the padding into a pooling that
   * follows, where it would be no zero any more.
   */
  private static final float NEARLY_ZERO = Float.MIN_NORMAL;

  private PaddingLayers() {}

  static Value zeroPadding(OnnxGraph graph, Layer layer, Value in) {
    ZeroPaddingLayer conf = (ZeroPaddingLayer) layer.conf().getLayer();
    ConvolutionLayers.requireChannelsFirst(conf.getDataFormat());
    int[] p = conf.getPadding();
    return pad(graph, in, new long[] {p[0], p[2]}, new long[] {p[1], p[3]});
  }

  static Value zeroPadding1d(OnnxGraph graph, Layer layer, Value in) {
    int[] p = ((ZeroPadding1DLayer) layer.conf().getLayer()).getPadding();
    return pad(graph, in, new long[] {p[0]}, new long[] {p[1]});
  }

  private static Value pad(OnnxGraph graph, Value in, long[] before, long[] after) {
    ConvolutionLayers.requireRank(in, before.length + 1);
    int rank = before.length + 2;
    long[] pads = new long[2 * rank];
    long[] shape = in.shape().clone();
    for (int i = 0; i < before.length; i++) {
      pads[2 + i] = before[i];
      pads[rank + 2 + i] = after[i];
      shape[1 + i] += before[i] + after[i];
    }
    String padded =
        graph
            .node("Pad", in.name(), graph.integers("pads", pads), graph.scalar("zero", NEARLY_ZERO))
            .add();
    return in.as(padded, shape);
  }

  static Value cropping(OnnxGraph graph, Layer layer, Value in) {
    Cropping2D conf = (Cropping2D) layer.conf().getLayer();
    ConvolutionLayers.requireChannelsFirst(conf.getDataFormat());
    int[] c = conf.getCropping();
    return crop(graph, in, new long[] {c[0], c[2]}, new long[] {c[1], c[3]});
  }

  static Value cropping1d(OnnxGraph graph, Layer layer, Value in) {
    int[] c = ((Cropping1D) layer.conf().getLayer()).getCropping();
    return crop(graph, in, new long[] {c[0]}, new long[] {c[1]});
  }

  private static Value crop(OnnxGraph graph, Value in, long[] before, long[] after) {
    ConvolutionLayers.requireRank(in, before.length + 1);
    long[] axes = new long[before.length];
    long[] ends = new long[before.length];
    long[] shape = in.shape().clone();
    for (int i = 0; i < before.length; i++) {
      axes[i] = 2L + i;
      ends[i] = shape[1 + i] - after[i];
      shape[1 + i] = ends[i] - before[i];
    }
    return in.as(
        graph
            .node(
                "Slice",
                in.name(),
                graph.integers("starts", before),
                graph.integers("ends", ends),
                graph.integers("axes", axes))
            .add(),
        shape);
  }

  static Value upsampling(OnnxGraph graph, Layer layer, Value in) {
    Upsampling2D conf = (Upsampling2D) layer.conf().getLayer();
    ConvolutionLayers.requireChannelsFirst(conf.getFormat());
    return repeat(graph, in, conf.getSize()[0], conf.getSize()[1]);
  }

  static Value upsampling1d(OnnxGraph graph, Layer layer, Value in) {
    return repeat(graph, in, ((Upsampling1D) layer.conf().getLayer()).getSize()[0]);
  }

  /** Repeats every element so many times along its dimension. */
  private static Value repeat(OnnxGraph graph, Value in, int... times) {
    ConvolutionLayers.requireRank(in, times.length + 1);
    float[] scales = new float[times.length + 2];
    scales[0] = 1;
    scales[1] = 1;
    long[] shape = in.shape().clone();
    for (int i = 0; i < times.length; i++) {
      scales[2 + i] = times[i];
      shape[1 + i] *= times[i];
    }
    return in.as(
        graph
            .node("Resize", in.name(), "", graph.floats("scales", scales, scales.length))
            .with("mode", "nearest")
            .with("coordinate_transformation_mode", "asymmetric")
            .with("nearest_mode", "floor")
            .add(),
        shape);
  }
}
