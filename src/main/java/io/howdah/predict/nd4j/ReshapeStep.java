package io.howdah.predict.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The same numbers in another shape.
 *
 * @param rowShape of one row; -1 at one place stands for whatever is left
 */
record ReshapeStep(long... rowShape) implements Step {
  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    long[] shape = new long[rowShape.length + 1];
    shape[0] = inputs[0].size(0);
    System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
    return inputs[0].reshape('c', shape);
  }

  @Override
  public boolean ownsOutput() {
    return false;
  }

  @Override
  public String toString() {
    return "reshape to " + Arrays.toString(rowShape);
  }
}
