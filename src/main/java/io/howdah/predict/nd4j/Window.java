package io.howdah.predict.nd4j;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * What slides over an image in a convolution or a pooling; each pair is height, width.
 *
 * @param padding zeros above and to the left, and as many below and to the right; where {@code
 *     same} it does not count
 * @param same true to pad so that with strides of 1 the image keeps its size
 */
record Window(int[] kernel, int[] stride, int[] padding, int[] dilation, boolean same) {
  Window(int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
    this(kernel, stride, padding, dilation, mode == ConvolutionMode.Same);
  }

  /**
   * The op of that name that takes this window, in ND4J's order of arguments.
   *
   * @param more arguments after it
   */
  CustomOp op(String name, int... more) {
    int[] arguments =
        Stream.of(kernel, stride, padding, dilation, new int[] {same ? 1 : 0}, more)
            .flatMapToInt(Arrays::stream)
            .toArray();
    return DynamicCustomOp.builder(name).addIntegerArguments(arguments).build();
  }

  /** True if zeros may stand around the image. */
  boolean pads() {
    return same || Arrays.stream(padding).anyMatch(p -> p != 0);
  }

  /** True if it takes neighbours, and moves to the next one. */
  boolean isDense() {
    return Arrays.stream(stride).allMatch(s -> s == 1)
        && Arrays.stream(dilation).allMatch(d -> d == 1);
  }

  /** Zeros before the image along a dimension, with strides of 1. */
  int before(int dimension) {
    return same ? (kernel[dimension] - 1) / 2 : padding[dimension];
  }

  /** Zeros before and after the image along a dimension, with strides of 1. */
  int around(int dimension) {
    return same ? kernel[dimension] - 1 : 2 * padding[dimension];
  }
}
