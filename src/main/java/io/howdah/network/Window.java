package io.howdah.network;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * What slides over an image or a sequence in a convolution or a pooling, one entry for each
 * dimension.
 *
 * @param padding zeros before, and as many after; they count in the modes Strict and Truncate alone
 */
public record Window(
    int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
  /**
   * Where a window goes over an input.
   *
   * @param before padding before the input
   * @param after padding after the input
   * @param output sizes of the output
   */
  public record Extent(long[] before, long[] after, long[] output) {
    /** Padding before and after along a dimension. */
    public int around(int dimension) {
      return (int) (before[dimension] + after[dimension]);
    }
  }

  /** The first dimensions of a window: DL4J gives one of a sequence a second one. */
  Window of(int dimensions) {
    return new Window(
        Arrays.copyOf(kernel, dimensions),
        Arrays.copyOf(stride, dimensions),
        Arrays.copyOf(padding, dimensions),
        Arrays.copyOf(dilation, dimensions),
        mode);
  }

  public int dimensions() {
    return kernel.length;
  }

  /** True if DL4J pads by the kernel's size and not by what is configured. */
  public boolean isSame() {
    return mode == ConvolutionMode.Same;
  }

  /** True if there may be zeros around the input. */
  public boolean pads() {
    for (int i = 0; i < dimensions(); i++) {
      boolean configured = mode != ConvolutionMode.Same && mode != ConvolutionMode.Causal;
      if (configured ? padding[i] != 0 : reach(i) > 1) {
        return true;
      }
    }
    return false;
  }

  public boolean isDilated() {
    return Arrays.stream(dilation).anyMatch(step -> step != 1);
  }

  /** True if it takes neighbours, and moves to the next one. */
  public boolean isDense() {
    return !isDilated() && Arrays.stream(stride).allMatch(step -> step == 1);
  }

  /** As DL4J computes it ({@code ConvolutionUtils}), for an input of these sizes. */
  public Extent over(long... sizes) {
    long[] before = new long[dimensions()];
    long[] after = new long[dimensions()];
    long[] output = new long[dimensions()];
    for (int i = 0; i < dimensions(); i++) {
      switch (mode) {
        case Same -> {
          output[i] = (sizes[i] + stride[i] - 1) / stride[i];
          long all = Math.max(0, (output[i] - 1) * stride[i] + reach(i) - sizes[i]);
          before[i] = all / 2;
          after[i] = all - before[i];
        }
        case Causal -> {
          before[i] = reach(i) - 1;
          output[i] = (sizes[i] - 1) / stride[i] + 1;
        }
        default -> {
          before[i] = padding[i];
          after[i] = padding[i];
          output[i] = (sizes[i] + 2L * padding[i] - reach(i)) / stride[i] + 1;
        }
      }
    }
    return new Extent(before, after, output);
  }

  /** Elements of the input from the first that the kernel sees to the last. */
  private long reach(int dimension) {
    return dilation[dimension] * (kernel[dimension] - 1L) + 1;
  }
}
