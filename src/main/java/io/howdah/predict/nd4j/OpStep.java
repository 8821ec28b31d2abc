package io.howdah.predict.nd4j;

import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;

/**
 * One op of what comes before it and of constants, such as a product with weights, a pooling or the
 * joining of its inputs.
 *
 * @param op with its arguments
 * @param constants that it takes after its inputs
 */
record OpStep(CustomOp op, INDArray... constants) implements Step {
  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    return plan.add(op, Stream.of(inputs, constants).flatMap(Stream::of).toArray(INDArray[]::new));
  }

  @Override
  public void close() {
    for (INDArray constant : constants) {
      constant.close();
    }
  }
}
