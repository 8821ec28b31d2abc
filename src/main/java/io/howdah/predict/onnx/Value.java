package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;
import java.util.Optional;

/**
 * A value of the graph while a network is exported.
 *
 * @param name in the graph
 * @param shape of one record, without the mini-batch's dimension: {@code [size]}, {@code [size,
 *     time]} or {@code [channels, height, width]}
 * @param steps rows that one record takes: more than 1 where time steps lie among the rows
 * @param pending what is still to be done to it before another layer reads it: a layer with weights
 *     does that for nothing
 */
record Value(String name, long[] shape, long steps, Optional<ChannelAffine> pending) {
  static Value of(String name, long... shape) {
    return new Value(name, shape, 1, Optional.empty());
  }

  Value withSteps(long otherSteps) {
    return new Value(name, shape, otherSteps, pending);
  }

  /** Another value of the same shape. */
  Value as(String other) {
    return new Value(other, shape, steps, Optional.empty());
  }

  /** Another value of as many rows. */
  Value as(String other, long... otherShape) {
    return new Value(other, otherShape, steps, Optional.empty());
  }

  Value after(ChannelAffine affine) {
    return new Value(name, shape, steps, Optional.of(affine));
  }

  /** The value with nothing pending, as fast as can be. */
  Value settled(OnnxGraph graph) {
    return pending.map(affine -> as(AffineNodes.addFused(affine, graph, this))).orElse(this);
  }

  /** The value with nothing pending, rounded as DL4J rounds. */
  Value settledExactly(OnnxGraph graph) {
    return pending.map(affine -> as(AffineNodes.addExactly(affine, graph, this))).orElse(this);
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
