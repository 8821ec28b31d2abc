package io.howdah.predict.nd4j;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Constants of the steps: float32, in 'c' order, in memory of their own. They are computed in
 * float64.
 */
final class Weights {
  private Weights() {}

  /** A copy of a network's parameter, which lies somewhere in the memory of all its parameters. */
  static INDArray copy(INDArray parameter) {
    INDArray copy = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', parameter.shape());
    return copy.assign(parameter);
  }

  /** A bias of {@code [1, outputs]}, as DL4J keeps it, or zeros where the layer has none. */
  static INDArray bias(INDArray parameter, long outputs) {
    return parameter == null
        ? vector(new double[Math.toIntExact(outputs)])
        : copy(parameter.reshape(outputs));
  }

  static INDArray vector(double[] values) {
    return copy(Nd4j.createFromArray(values));
  }

  /** The weights, each multiplied by the factor of its place along a dimension. */
  static INDArray scaled(INDArray weights, double[] factors, int dimension) {
    return copy(product(weights, factors, dimension));
  }

  /** The bias with what the weights make of constants along one of their dimensions. */
  static INDArray shifted(INDArray bias, INDArray weights, double[] constants, int dimension) {
    int outputs = dimension == 0 ? 1 : 0;
    int[] others = IntStream.range(0, weights.rank()).filter(d -> d != outputs).toArray();
    INDArray added = product(weights, constants, dimension).sum(others);
    return copy(bias.castTo(DataType.DOUBLE).add(added));
  }

  /** The bias after an affine. */
  static INDArray normalized(INDArray bias, ChannelAffine next) {
    double[] values = bias.toDoubleVector();
    Arrays.setAll(values, i -> (values[i] - next.center()[i]) * next.scale()[i] + next.offset()[i]);
    return vector(values);
  }

  private static INDArray product(INDArray weights, double[] factors, int dimension) {
    long[] broadcast = new long[weights.rank()];
    Arrays.fill(broadcast, 1);
    broadcast[dimension] = factors.length;
    return weights.castTo(DataType.DOUBLE).mul(Nd4j.createFromArray(factors).reshape(broadcast));
  }
}
