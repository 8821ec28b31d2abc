package io.howdah.predict.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Constants of the steps: float32, in 'c' order, in memory of their own. */
public final class Weights {
  private Weights() {}

  /** A copy of a network's parameter, which lies somewhere in the memory of all its parameters. */
  static INDArray copy(INDArray parameter) {
    INDArray copy = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', parameter.shape());
    return copy.assign(parameter);
  }

  static INDArray vector(double... values) {
    return copy(Nd4j.createFromArray(values));
  }
}
