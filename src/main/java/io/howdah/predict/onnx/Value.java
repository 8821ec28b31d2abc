package io.howdah.predict.onnx;

import java.util.Arrays;

/**
 * A value of the graph while a network is exported.
 *
 * @param name in the graph
 * @param shape of one record, without the mini-batch's dimension: {@code [size]}, {@code [size,
 *     time]} or {@code [channels, height, width]}
 * @param steps rows that one record takes: more than 1 where time steps lie among the rows
 */
public record Value(String name, long[] shape, long steps) {
  static Value of(String name, long... shape) {
    return new Value(name, shape, 1);
  }

  Value withSteps(long otherSteps) {
    return new Value(name, shape, otherSteps);
  }

  /** Another value of the same shape. */
  Value as(String other) {
    return new Value(other, shape, steps);
  }

  /** Another value of as many rows. */
  Value as(String other, long... otherShape) {
    return new Value(other, otherShape, steps);
  }

  /** Dimensions of one record. */
  int rank() {
    return shape.length;
  }

  void requireRank(int rank) {
    if (rank() != rank) {
      throw new UnsupportedLayerException(
          "it takes records of " + rank + " dimensions and gets " + shapeText());
    }
  }

  /** The shape for people. */
  String shapeText() {
    return Arrays.toString(shape);
  }

  /** Elements of one row. */
  long length() {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return length;
  }
}
