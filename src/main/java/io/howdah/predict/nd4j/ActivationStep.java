package io.howdah.predict.nd4j;

import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * An activation function. The common ones are reused ops; every other is called as DL4J calls it,
 * which makes an op anew each time.
 *
 * @param inPlace true to overwrite the input, which nothing else reads
 */
record ActivationStep(IActivation function, boolean inPlace) implements Step {
  private static final CustomOp COPY = DynamicCustomOp.builder("identity").build();

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    INDArray target = inPlace ? inputs[0] : plan.add(COPY, inputs[0]);
    Optional<CustomOp> op = op(target.rank());
    if (op.isPresent()) {
      plan.overwrite(op.get(), target);
    } else {
      plan.call(() -> function.getActivation(target, false));
    }
    return target;
  }

  private Optional<CustomOp> op(int rank) {
    if (function.equals(new ActivationReLU())) {
      return Optional.of(DynamicCustomOp.builder("relu").addFloatingPointArguments(0.0).build());
    }
    if (function instanceof ActivationSoftmax && rank == 2) {
      return Optional.of(DynamicCustomOp.builder("softmax").addIntegerArguments(1).build());
    }
    if (function instanceof ActivationSigmoid) {
      return Optional.of(DynamicCustomOp.builder("sigmoid").build());
    }
    if (function instanceof ActivationTanH) {
      return Optional.of(DynamicCustomOp.builder("tanh").build());
    }
    return Optional.empty();
  }
}
