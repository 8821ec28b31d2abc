package io.howdah.predict.nd4j;

import io.howdah.model.ChannelAffine;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * A fully connected layer without its activation: {@code x · weights + bias}.
 *
 * @param weights {@code [inputs, outputs]}
 * @param bias {@code [outputs]}
 */
record DenseStep(INDArray weights, INDArray bias) implements LinearStep {
  private static final CustomOp OP = DynamicCustomOp.builder("xw_plus_b").build();

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    return plan.add(OP, inputs[0], weights, bias);
  }

  @Override
  public DenseStep then(ChannelAffine next) {
    return new DenseStep(Weights.scaled(weights, next.scale(), 1), Weights.normalized(bias, next));
  }

  @Override
  public boolean canFollow(ChannelAffine before) {
    return before.channels() == weights.size(0);
  }

  @Override
  public DenseStep after(ChannelAffine before) {
    return new DenseStep(
        Weights.scaled(weights, before.scale(), 0),
        Weights.shifted(bias, weights, before.shift(), 0));
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
