package io.howdah.predict.nd4j;

import io.howdah.network.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * A two-dimensional convolution without its activation, of {@code [rows, channels, height, width]}.
 *
 * @param weights {@code [outputs, channels, height, width]}
 * @param bias {@code [outputs]}
 */
record ConvolutionStep(Window window, INDArray weights, INDArray bias) implements Step {
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
    return plan.add(NetworkCompiler.windowed("conv2d", window, 0, 1), inputs[0], weights, bias);
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
