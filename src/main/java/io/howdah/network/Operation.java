package io.howdah.network;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a node computes. Rows are always the first dimension; features and channels are the second,
 * in sequences {@code [rows, size, time]} too unless the operation says otherwise. Weights are in
 * DL4J's own layout and type, and may be views of the network's parameters.
 */
public sealed interface Operation {
  /** Gives the records the shape that their card names. */
  record Records(long... shape) implements Operation {}

  /** A normaliser, or the batch-norm of a trained network. */
  record Normalise(ChannelAffine affine) implements Operation {}

  /** An activation function that does something. */
  record Activate(IActivation function) implements Operation {}

  /**
   * Multiplies by weights and adds a bias, without an activation; a {@link ChannelAffine} before or
   * after it can become part of both. They are computed in float64.
   */
  sealed interface Linear extends Operation {
    INDArray weights();

    /** {@code [outputs]}, zeros where the layer has none. */
    INDArray bias();

    /** The dimension of the weights that is the inputs'. */
    int inputDimension();

    /** The dimension of the weights that is the outputs'. */
    int outputDimension();

    /** The same of other weights. */
    Linear with(INDArray weights, INDArray bias);

    /** True if {@link #after} gives what the two give. */
    default boolean canFollow(ChannelAffine before) {
      return before.channels() == weights().size(inputDimension());
    }

    /** This and then the affine, in one. */
    default Linear then(ChannelAffine next) {
      double[] moved = bias().castTo(DataType.DOUBLE).toDoubleVector();
      Arrays.setAll(moved, i -> (moved[i] - next.center()[i]) * next.scale()[i] + next.offset()[i]);
      return with(
          narrow(product(next.scale(), outputDimension())), narrow(Nd4j.createFromArray(moved)));
    }

    /** The affine and then this, in one. */
    default Linear after(ChannelAffine before) {
      int[] others =
          IntStream.range(0, weights().rank()).filter(each -> each != outputDimension()).toArray();
      INDArray added = product(before.shift(), inputDimension()).sum(others);
      return with(
          narrow(product(before.scale(), inputDimension())),
          narrow(bias().castTo(DataType.DOUBLE).add(added)));
    }

    private INDArray product(double[] factors, int dimension) {
      long[] broadcast = new long[weights().rank()];
      Arrays.fill(broadcast, 1);
      broadcast[dimension] = factors.length;
      return weights()
          .castTo(DataType.DOUBLE)
          .mul(Nd4j.createFromArray(factors).reshape(broadcast));
    }

    private INDArray narrow(INDArray wide) {
      return wide.castTo(weights().dataType());
    }
  }

  /** A fully connected layer, its weights {@code [inputs, outputs]}. */
  record Dense(INDArray weights, INDArray bias) implements Linear {
    @Override
    public int inputDimension() {
      return 0;
    }

    @Override
    public int outputDimension() {
      return 1;
    }

    @Override
    public Dense with(INDArray otherWeights, INDArray otherBias) {
      return new Dense(otherWeights, otherBias);
    }
  }

  /** A convolution, its weights {@code [outputs, channels]} and the kernel's dimensions. */
  record Convolution(Window window, INDArray weights, INDArray bias) implements Linear {
    @Override
    public int inputDimension() {
      return 1;
    }

    @Override
    public int outputDimension() {
      return 0;
    }

    @Override
    public Convolution with(INDArray otherWeights, INDArray otherBias) {
      return new Convolution(window, otherWeights, otherBias);
    }

    /** The zeros around the input stay zeros only where the affine leaves zero alone. */
    @Override
    public boolean canFollow(ChannelAffine before) {
      return Linear.super.canFollow(before) && (!window.pads() || before.keepsZero());
    }
  }

  /**
   * Pooling over a window.
   *
   * @param norm of a pooling by p-norm
   * @param countsPadding true to divide an average by the padding's elements too
   */
  record Pool(PoolingType type, Window window, int norm, boolean countsPadding)
      implements Operation {}

  /**
   * Pooling over all of an image or a sequence.
   *
   * @param dimensions that are configured; empty where the shape decides
   * @param keepsRank true to leave dimensions of one element
   */
  record PoolAll(PoolingType type, int norm, int[] dimensions, boolean keepsRank)
      implements Operation {}

  /** An image as a row of numbers. */
  record Flatten(boolean channelsFirst) implements Operation {}

  /** A row of numbers as an image. */
  record ToImage(long channels, long height, long width) implements Operation {}

  /** Makes each step of a sequence a row. */
  record StepsToRows(boolean sizeFirst) implements Operation {}

  /** Makes the rows that were steps a sequence again. */
  record RowsToSteps(boolean sizeFirst) implements Operation {}

  /**
   * The same numbers in another shape.
   *
   * @param shape of a row; -1 in one place is whatever is left
   */
  record Reshape(long... shape) implements Operation {}

  /** Multiplies by a number. */
  record Scale(double factor) implements Operation {}

  /** Adds a number. */
  record Shift(double number) implements Operation {}

  /** Joins two or more values of one shape, element by element. */
  record Combine(ElementWiseVertex.Op op) implements Operation {}

  /** Puts two or more values side by side. */
  record Concatenate(int axis) implements Operation {}

  /** A range of the second dimension, both ends included. */
  record Subset(int from, int to) implements Operation {}

  /** Divides by the length of a row's vector, or by epsilon where that is larger. */
  record UnitLength(double epsilon) implements Operation {}

  /** The last step of a sequence; there are no masks, so that is the last of all. */
  record LastStep(boolean sizeFirst) implements Operation {}

  /** A weight and a bias for each number of a row. */
  record Weigh(INDArray weights, INDArray bias) implements Operation {}

  /** A slope for negative numbers, one for each element. */
  record Slopes(INDArray slopes) implements Operation {}

  /**
   * Normalises by the channels around: {@code x / (k + alpha * sum of squares) ^ beta}.
   *
   * @param size how many channels are summed up
   */
  record LocalResponse(int size, double alpha, double beta, double k) implements Operation {}

  /** Zeros around an image or a sequence; one entry for each dimension that grows. */
  record Pad(long[] before, long[] after) implements Operation {}

  /** What {@link Pad} adds, taken away. */
  record Crop(long[] before, long[] after) implements Operation {}

  /** Repeats every element so many times along its dimension. */
  record Repeat(int... times) implements Operation {}

  /** The row of the weights {@code [indices, size]} that one index names. */
  record Embed(INDArray weights, INDArray bias) implements Operation {}

  /** The same for a sequence of indices. */
  record EmbedSteps(INDArray weights, INDArray bias, boolean sizeFirst) implements Operation {}

  /**
   * An LSTM. The columns of the weights are those of the gates input, forget, output and
   * modulation, one after the other, which the literature calls c, f, o and i.
   *
   * @param recurrent {@code [size, 4 * size]}, and three columns more, for the gates f, o and i,
   *     where they see the cell
   */
  record Lstm(
      INDArray weights,
      INDArray recurrent,
      INDArray bias,
      IActivation gate,
      IActivation cell,
      boolean sizeFirst)
      implements Operation {
    public int size() {
      return (int) recurrent.size(0);
    }

    /** True where the gates see the cell. */
    public boolean hasPeepholes() {
      return recurrent.size(1) > 4L * size();
    }
  }

  /** A recurrent layer whose state is its output. */
  record Recur(
      INDArray weights, INDArray recurrent, INDArray bias, IActivation function, boolean sizeFirst)
      implements Operation {}

  /** A dense layer and its activation for each step of a sequence. */
  record DenseSteps(INDArray weights, INDArray bias, IActivation function) implements Operation {}

  /** What Howdah cannot read. */
  record Unknown(Reason reason, String detail) implements Operation {
    /** What it is that is not known. */
    public enum Reason {
      /** The layer, the vertex or the normaliser. */
      KIND,
      /** What is wrapped about a layer. */
      WRAPPER,
      /** What is before a layer. */
      PREPROCESSOR,
      /** A dense or recurrent layer that normalises its sums. */
      LAYER_NORMALIZATION,
      /** An order of dimensions. */
      DATA_FORMAT
    }
  }
}
