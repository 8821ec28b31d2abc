package io.howdah.predict.onnx;

import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * Where a kernel goes over its input, one entry a spatial dimension.
 *
 * @param before padding before the input
 * @param after padding after the input
 * @param output sizes of the output
 */
record Window(
    long[] kernel, long[] stride, long[] dilation, long[] before, long[] after, long[] output) {
  /** As DL4J computes it ({@code ConvolutionUtils}), for an input of these sizes. */
  static Window of(
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] padding,
      long... input) {
    int dimensions = input.length;
    long[] before = new long[dimensions];
    long[] after = new long[dimensions];
    long[] output = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      long reach = dilation[i] * (kernel[i] - 1L) + 1;
      switch (mode) {
        case Same -> {
          output[i] = (input[i] + stride[i] - 1) / stride[i];
          long all = Math.max(0, (output[i] - 1) * stride[i] + reach - input[i]);
          before[i] = all / 2;
          after[i] = all - before[i];
        }
        case Causal -> {
          before[i] = reach - 1;
          output[i] = (input[i] - 1) / stride[i] + 1;
        }
        default -> {
          before[i] = padding[i];
          after[i] = padding[i];
          output[i] = (input[i] + 2L * padding[i] - reach) / stride[i] + 1;
        }
      }
    }
    return new Window(
        longs(kernel, dimensions),
        longs(stride, dimensions),
        longs(dilation, dimensions),
        before,
        after,
        output);
  }

  private static long[] longs(int[] values, int count) {
    long[] longs = new long[count];
    for (int i = 0; i < count; i++) {
      longs[i] = values[i];
    }
    return longs;
  }

  boolean isPadded() {
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0 || after[i] != 0) {
        return true;
      }
    }
    return false;
  }

  boolean isDilated() {
    for (long step : dilation) {
      if (step != 1) {
        return true;
      }
    }
    return false;
  }

  /** Sets the attributes that convolutions and poolings of ONNX share, but for the dilation. */
  OnnxGraph.Node on(OnnxGraph.Node node) {
    long[] pads = new long[2 * before.length];
    System.arraycopy(before, 0, pads, 0, before.length);
    System.arraycopy(after, 0, pads, before.length, after.length);
    return node.with("kernel_shape", kernel).with("strides", stride).with("pads", pads);
  }

  /** The shape of a record after it. */
  long[] shape(long channels) {
    long[] shape = new long[output.length + 1];
    shape[0] = channels;
    System.arraycopy(output, 0, shape, 1, output.length);
    return shape;
  }
}
