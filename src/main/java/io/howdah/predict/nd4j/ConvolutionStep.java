package io.howdah.predict.nd4j;

import io.howdah.model.ChannelAffine;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * A two-dimensional convolution without its activation, of {@code [rows, channels, height, width]}.
 *
 * @param weights {@code [outputs, channels, height, width]}
 * @param bias {@code [outputs]}
 */
record ConvolutionStep(Window window, INDArray weights, INDArray bias) implements LinearStep {
  private static final CustomOp ADD_BIAS =
      DynamicCustomOp.builder("biasadd").addBooleanArguments(true).build();

  @Override
  public INDArray bind(PlanBuilder plan, INDArray... inputs) {
    if (ImageProducts.serve(plan, window, inputs[0], weights)) {
      ImageProducts products = new ImageProducts(plan, window, inputs[0], weights);
      plan.call(products);
      plan.overwrite(ADD_BIAS, products.output(), bias);
      return products.output();
    }
    // channels first, and weights as they are
    return plan.add(window.op("conv2d", 0, 1), inputs[0], weights, bias);
  }

  @Override
  public ConvolutionStep then(ChannelAffine next) {
    return new ConvolutionStep(
        window, Weights.scaled(weights, next.scale(), 0), Weights.normalized(bias, next));
  }

  /** The zeros around the input stay zeros only where the affine leaves zero alone. */
  @Override
  public boolean canFollow(ChannelAffine before) {
    return before.channels() == weights.size(1) && (!window.pads() || before.keepsZero());
  }

  @Override
  public ConvolutionStep after(ChannelAffine before) {
    return new ConvolutionStep(
        window,
        Weights.scaled(weights, before.scale(), 1),
        Weights.shifted(bias, weights, before.shift(), 1));
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
