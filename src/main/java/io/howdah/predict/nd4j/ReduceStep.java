package io.howdah.predict.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Joins two or more inputs element by element, two at a time: {@code mergeadd}, which takes all at
 * once, is hundreds of times slower.
 *
 * @param op of two inputs, such as {@code add}
 * @param average true to divide the result by the number of inputs
 */
record ReduceStep(CustomOp op, boolean average) implements Step {
  static ReduceStep of(String op) {
    return new ReduceStep(DynamicCustomOp.builder(op).build(), false);
  }

  static ReduceStep ofAverage() {
    return new ReduceStep(DynamicCustomOp.builder("add").build(), true);
  }

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    INDArray result = plan.add(op, inputs[0], inputs[1]);
    for (int i = 2; i < inputs.length; i++) {
      result = plan.add(op, result, inputs[i]);
    }
    if (average) {
      INDArray sum = result;
      plan.call(() -> sum.divi(inputs.length));
    }
    return result;
  }
}
