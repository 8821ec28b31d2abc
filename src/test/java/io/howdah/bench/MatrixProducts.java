package io.howdah.bench;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.howdah.model.NativeBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The products of a perceptron's matrices by the OpenBLAS that ND4J calls, and nothing else. */
final class MatrixProducts implements Contender {
  /** One product of {@code [rows, inner]} and {@code [inner, columns]}. */
  private record Product(
      int rows, int inner, int columns, FloatPointer left, FloatPointer right, FloatPointer out) {
    void compute() {
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          rows,
          columns,
          inner,
          1,
          left,
          inner,
          right,
          columns,
          0,
          out,
          columns);
    }
  }

  private final List<Product> products = new ArrayList<>();

  MatrixProducts(BenchNetwork of) {
    MultiLayerNetwork network = of.network();
    NativeBackend.singleThread();
    FloatPointer left = random((long) of.miniBatch() * of.width());
    for (int i = 0; i < network.getnLayers(); i++) {
      INDArray weights = network.getLayer(i).getParam("W");
      int inner = (int) weights.size(0);
      int columns = (int) weights.size(1);
      FloatPointer out = new FloatPointer((long) of.miniBatch() * columns);
      products.add(
          new Product(of.miniBatch(), inner, columns, left, random((long) inner * columns), out));
      left = out;
    }
  }

  private static FloatPointer random(long floats) {
    SplittableRandom random = new SplittableRandom(1);
    FloatPointer filled = new FloatPointer(floats);
    for (long i = 0; i < floats; i++) {
      filled.put(i, (float) random.nextDouble(-0.1, 0.1));
    }
    return filled;
  }

  @Override
  public void score() {
    for (Product product : products) {
      product.compute();
    }
  }

  @Override
  public float[] scores() {
    return new float[0];
  }

  @Override
  public void close() {
    products.get(0).left.close();
    for (Product product : products) {
      product.right.close();
      product.out.close();
    }
  }
}
