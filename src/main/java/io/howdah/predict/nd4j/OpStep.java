package io.howdah.predict.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;

/**
 * A step that is one op without weights, such as a pooling or the joining of its inputs.
 *
 * @param op with its arguments
 */
record OpStep(CustomOp op) implements Step {
  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    return plan.add(op, inputs);
  }
}
