package io.howdah.bench;

import io.howdah.model.NativeBackend;
import io.howdah.predict.MiniBatch;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Only the call of {@code output()}: its input lies ready, and its result is left where it is. */
final class NetworkOutput implements Contender {
  private final MultiLayerNetwork network;
  private final MiniBatch rows;
  private final INDArray input;
  private INDArray result;

  NetworkOutput(BenchNetwork of) {
    network = of.network();
    NativeBackend.singleThread();
    rows = of.rows();
    long[] shape = new long[of.inputShape().size() + 1];
    shape[0] = of.miniBatch();
    for (int i = 1; i < shape.length; i++) {
      shape[i] = of.inputShape().get(i - 1);
    }
    input =
        Nd4j.create(
            Nd4j.createBuffer(rows.floats(), (long) rows.capacity() * rows.width(), DataType.FLOAT),
            shape);
  }

  @Override
  public void score() {
    result = network.output(input, false);
  }

  @Override
  public float[] scores() {
    return result.dup('c').data().asFloat();
  }

  @Override
  public void close() {
    network.close();
    rows.floats().close();
  }
}
