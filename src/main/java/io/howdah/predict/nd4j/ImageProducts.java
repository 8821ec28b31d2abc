package io.howdah.predict.nd4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution on the CPU as one matrix product an image. ND4J's {@code conv2d} spends most of its
 * time on gathering single floats into a matrix of {@code channels · kernel} rows. Here a row of
 * that matrix is one stretch of the image, copied whole: from the place of the kernel's element on,
 * up to the last output. So at the end of each line of the image it has what belongs to no output;
 * that is computed in vain and left out when the outputs are copied.
 */
final class ImageProducts implements Runnable {
  private final Window window;
  private final int images;
  private final int channels;
  private final int height;
  private final int width;
  private final int outputs;
  private final int paddedHeight;
  private final int paddedWidth;
  private final int outputHeight;
  private final int outputWidth;
  private final int stretch;
  private final INDArray output;

  private final FloatPointer weights;
  private final FloatBuffer input;
  private final FloatBuffer padded;
  private final FloatPointer matrix;
  private final FloatBuffer matrixFloats;
  private final FloatPointer product;
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
    this.height = (int) input.size(2);
    this.width = (int) input.size(3);
    this.outputs = (int) weights.size(0);
    this.paddedHeight = height + window.around(0);
    this.paddedWidth = width + window.around(1);
    this.outputHeight = paddedHeight - window.kernel()[0] + 1;
    this.outputWidth = paddedWidth - window.kernel()[1] + 1;
    this.stretch = (outputHeight - 1) * paddedWidth + outputWidth;
    this.output = plan.allocate(images, outputs, outputHeight, outputWidth);
    this.weights = floats(weights);
    this.input = floats(input).asBuffer();
    this.padded =
        window.pads()
            ? floats(plan.zeros((long) channels * paddedHeight * paddedWidth)).asBuffer()
            : null;
    this.matrix = floats(plan.zeros((long) rows() * stretch));
    this.matrixFloats = matrix.asBuffer();
    this.product = floats(plan.zeros((long) outputs * stretch));
    this.productFloats = product.asBuffer();
    this.outputFloats = floats(output).asBuffer();
  }

  /**
   * True where this is possible: on the CPU, with strides of 1, and arrays that Java can address.
   */
  static boolean serve(Window window, INDArray input) {
    return Nd4j.getEnvironment().isCPU()
        && window.isDense()
        && input.rank() == 4
        && input.length() * Float.BYTES * window.kernel()[0] * window.kernel()[1]
            < Integer.MAX_VALUE;
  }

  INDArray output() {
    return output;
  }

  @Override
  public void run() {
    for (int image = 0; image < images; image++) {
      if (padded == null) {
        gather(input, image * channels * height * width);
      } else {
        pad(image);
        gather(padded, 0);
      }
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
      leaveOut(image);
    }
  }

  /** Copies the image into the middle of zeros. */
  private void pad(int image) {
    int from = image * channels * height * width;
    int first = window.before(0) * paddedWidth + window.before(1);
    for (int channel = 0; channel < channels; channel++) {
      for (int line = 0; line < height; line++) {
        int to = channel * paddedHeight * paddedWidth + first + line * paddedWidth;
        padded.put(to, input, from, width);
        from += width;
      }
    }
  }

  private void gather(FloatBuffer source, int image) {
    int row = 0;
    for (int channel = 0; channel < channels; channel++) {
      int start = image + channel * paddedHeight * paddedWidth;
      for (int y = 0; y < window.kernel()[0]; y++) {
        for (int x = 0; x < window.kernel()[1]; x++) {
          matrixFloats.put(row * stretch, source, start + y * paddedWidth + x, stretch);
          row++;
        }
      }
    }
  }

  private void leaveOut(int image) {
    int to = image * outputs * outputHeight * outputWidth;
    for (int channel = 0; channel < outputs; channel++) {
      for (int line = 0; line < outputHeight; line++) {
        int from = channel * stretch + line * paddedWidth;
        outputFloats.put(to, productFloats, from, outputWidth);
        to += outputWidth;
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
