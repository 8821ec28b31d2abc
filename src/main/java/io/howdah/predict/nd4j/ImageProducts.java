package io.howdah.predict.nd4j;

import io.howdah.network.Window;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution on the CPU as one matrix product an image. ND4J's {@code conv2d} spends most of its
 * time on gathering single floats into a matrix of {@code channels · kernel} rows. Here a row of
 * that matrix is one stretch of the image, copied whole: from where the kernel's element first lies
 * to where it last does. So, at the end of each line of the image, it has what belongs to no
 * output; that is computed in vain and left out when the outputs are copied.
 */
final class ImageProducts implements Runnable {
  private record Size(int height, int width) {
    int area() {
      return height * width;
    }
  }

  private final Window window;
  private final Window.Extent extent;
  private final int images;
  private final int channels;
  private final int outputs;
  private final Size size;
  private final Size padded;
  private final Size result;

  /** Columns of the matrix. */
  private final int stretch;

  private final INDArray output;
  private final FloatPointer weights;
  private final FloatPointer matrix;
  private final FloatPointer product;
  private final FloatBuffer inputFloats;
  private final FloatBuffer paddedFloats;
  private final FloatBuffer matrixFloats;
  private final FloatBuffer productFloats;
  private final FloatBuffer outputFloats;

  /**
   * @param input {@code [images, channels, height, width]}
   * @param weights {@code [outputs, channels, height, width]}
   */
  ImageProducts(PlanBuilder plan, Window window, INDArray input, INDArray weights) {
    this.window = window;
    this.images = (int) input.size(0);
    this.channels = (int) input.size(1);
    this.outputs = (int) weights.size(0);
    this.size = new Size((int) input.size(2), (int) input.size(3));
    this.extent = window.over(size.height, size.width);
    this.padded = new Size(size.height + extent.around(0), size.width + extent.around(1));
    this.result =
        new Size(padded.height - window.kernel()[0] + 1, padded.width - window.kernel()[1] + 1);
    this.stretch = (result.height - 1) * padded.width + result.width;
    this.output = plan.allocate(images, outputs, result.height, result.width);
    this.weights = floats(weights);
    this.matrix = floats(plan.zeros((long) rows() * stretch));
    this.product = floats(plan.zeros((long) outputs * stretch));
    this.inputFloats = floats(input).asBuffer();
    this.paddedFloats =
        window.pads()
            ? floats(plan.zeros((long) channels * padded.area())).asBuffer()
            : inputFloats;
    this.matrixFloats = matrix.asBuffer();
    this.productFloats = product.asBuffer();
    this.outputFloats = floats(output).asBuffer();
  }

  /** True on the CPU, with strides of 1, and where Java can address the arrays. */
  static boolean serve(PlanBuilder plan, Window window, INDArray input, INDArray weights) {
    if (!Nd4j.getEnvironment().isCPU() || !window.isDense() || input.rank() != 4) {
      return false;
    }
    Window.Extent extent = window.over(input.size(2), input.size(3));
    long pixels = (input.size(2) + extent.around(0)) * (input.size(3) + extent.around(1));
    long planes =
        Math.max(
            plan.mostRows() * Math.max(input.size(1), weights.size(0)),
            weights.length() / weights.size(0));
    return planes * pixels <= Integer.MAX_VALUE / Float.BYTES;
  }

  INDArray output() {
    return output;
  }

  @Override
  public void run() {
    for (int image = 0; image < images; image++) {
      if (window.pads()) {
        pad(image);
        gather(0);
      } else {
        gather(image);
      }
      multiply();
      copyOutputs(image);
    }
  }

  /** Copies an image to where zeros stand around it. */
  private void pad(int image) {
    int from = image * channels * size.area();
    int corner = (int) (extent.before()[0] * padded.width + extent.before()[1]);
    for (int channel = 0; channel < channels; channel++) {
      for (int line = 0; line < size.height; line++) {
        int to = channel * padded.area() + corner + line * padded.width;
        paddedFloats.put(to, inputFloats, from, size.width);
        from += size.width;
      }
    }
  }

  /** Fills the matrix: a row for each channel and each element of the kernel. */
  private void gather(int image) {
    int to = 0;
    for (int channel = 0; channel < channels; channel++) {
      int plane = (image * channels + channel) * padded.area();
      for (int y = 0; y < window.kernel()[0]; y++) {
        for (int x = 0; x < window.kernel()[1]; x++) {
          matrixFloats.put(to, paddedFloats, plane + y * padded.width + x, stretch);
          to += stretch;
        }
      }
    }
  }

  private void multiply() {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasNoTrans,
        outputs,
        stretch,
        rows(),
        1,
        weights,
        rows(),
        matrix,
        stretch,
        0,
        product,
        stretch);
  }

  private void copyOutputs(int image) {
    int to = image * outputs * result.area();
    for (int channel = 0; channel < outputs; channel++) {
      for (int line = 0; line < result.height; line++) {
        int from = channel * stretch + line * padded.width;
        outputFloats.put(to, productFloats, from, result.width);
        to += result.width;
      }
    }
  }

  /** Rows of the matrix. */
  private int rows() {
    return channels * window.kernel()[0] * window.kernel()[1];
  }

  private static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().addressPointer()).capacity(array.length());
  }
}
