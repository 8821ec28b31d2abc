package io.howdah.predict.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Adds a number to every element, or multiplies every element by it.
 *
 * @param op {@code add} or {@code multiply}
 */
record ConstantStep(CustomOp op, INDArray number) implements Step {
  ConstantStep(String op, double number) {
    this(DynamicCustomOp.builder(op).build(), Weights.vector(new double[] {number}));
  }

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    return plan.add(op, inputs[0], number);
  }

  @Override
  public void close() {
    number.close();
  }
}
