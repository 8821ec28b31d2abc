package io.howdah.predict.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;

/**
 * A two-dimensional convolution without its activation, of {@code [rows, channels, height, width]}.
 *
 * @param op {@code conv2d} with its kernel, strides, padding and dilation
 * @param padded true if zeros may stand around the input
 * @param weights {@code [outputs, channels, height, width]}
 * @param bias {@code [outputs]}
 */
record ConvolutionStep(CustomOp op, boolean padded, INDArray weights, INDArray bias)
    implements LinearStep {
  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    return plan.add(op, inputs[0], weights, bias);
  }

  @Override
  public ConvolutionStep then(Affine next) {
    return new ConvolutionStep(
        op, padded, Weights.scaled(weights, next.scale(), 0), Weights.normalized(bias, next));
  }

  /** The zeros around the input stay zeros only where the affine leaves zero alone. */
  @Override
  public boolean canFollow(Affine before) {
    return before.width() == weights.size(1) && (!padded || before.keepsZero());
  }

  @Override
  public ConvolutionStep after(Affine before) {
    return new ConvolutionStep(
        op,
        padded,
        Weights.scaled(weights, before.scale(), 1),
        Weights.shifted(bias, weights, before.offsets(), 1));
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
