package io.howdah.predict.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** An {@link Affine} of the second dimension, feature or channel, as ops of their own. */
final class AffineStep implements Step {
  private static final CustomOp MULTIPLY = DynamicCustomOp.builder("multiply").build();
  // the flag says that channels are the second dimension
  private static final CustomOp ADD =
      DynamicCustomOp.builder("biasadd").addBooleanArguments(true).build();

  private final Affine affine;
  private final INDArray negativeCenter;
  private final INDArray scale;
  private final INDArray shift;

  AffineStep(Affine affine) {
    this.affine = affine;
    this.negativeCenter = Weights.vector(Arrays.stream(affine.center()).map(c -> -c).toArray());
    this.scale = Weights.vector(affine.scale());
    this.shift = Weights.vector(affine.shift());
  }

  Affine affine() {
    return affine;
  }

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    long[] broadcast = new long[inputs[0].rank()];
    Arrays.fill(broadcast, 1);
    broadcast[1] = affine.width();
    INDArray factors = scale.reshape(broadcast);
    INDArray result;
    if (affine.centers()) {
      result = plan.add(ADD, inputs[0], negativeCenter);
      plan.overwrite(MULTIPLY, result, factors);
    } else {
      result = plan.add(MULTIPLY, inputs[0], factors);
    }
    if (affine.shifts()) {
      plan.overwrite(ADD, result, shift);
    }
    return result;
  }

  @Override
  public void close() {
    negativeCenter.close();
    scale.close();
    shift.close();
  }
}
