package io.howdah.predict.nd4j;

import io.howdah.model.ChannelAffine;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** A {@link ChannelAffine} of the second dimension, feature or channel, as ops of their own. */
final class AffineStep implements Step {
  private static final CustomOp MULTIPLY = DynamicCustomOp.builder("multiply").build();
  // the flag says that channels are the second dimension
  private static final CustomOp ADD =
      DynamicCustomOp.builder("biasadd").addBooleanArguments(true).build();

  private final ChannelAffine affine;
  private final INDArray negativeCenter;
  private final INDArray scale;
  private final INDArray offset;

  AffineStep(ChannelAffine affine) {
    this.affine = affine;
    this.negativeCenter = Weights.vector(Arrays.stream(affine.center()).map(c -> -c).toArray());
    this.scale = Weights.vector(affine.scale());
    this.offset = Weights.vector(affine.offset());
  }

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    long[] broadcast = new long[inputs[0].rank()];
    Arrays.fill(broadcast, 1);
    broadcast[1] = affine.channels();
    INDArray factors = scale.reshape(broadcast);
    INDArray result;
    if (isAnySet(affine.center())) {
      result = plan.add(ADD, inputs[0], negativeCenter);
      plan.overwrite(MULTIPLY, result, factors);
    } else {
      result = plan.add(MULTIPLY, inputs[0], factors);
    }
    if (isAnySet(affine.offset())) {
      plan.overwrite(ADD, result, offset);
    }
    return result;
  }

  private static boolean isAnySet(double[] values) {
    return Arrays.stream(values).anyMatch(value -> value != 0);
  }

  @Override
  public void close() {
    negativeCenter.close();
    scale.close();
    offset.close();
  }
}
