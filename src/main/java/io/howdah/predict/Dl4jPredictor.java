package io.howdah.predict;

import io.howdah.model.LoadedModel;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Engine {@code dl4j}: the network's own {@code output()} between its normaliser and the labels'
 * way back ({@link LoadedModel#output}), the oracle of all engines.
 */
public final class Dl4jPredictor implements Predictor {
  private final LoadedModel model;
  private final String engine;
  private final long[] inputShape;
  private final int outputs;

  /**
   * @param engine what {@link #engine} tells: {@code dl4j}, and why where another was asked for
   */
  public Dl4jPredictor(LoadedModel model, String engine) {
    this.engine = engine;
    this.model = model;
    this.outputs = model.outputs();
    this.inputShape = new long[model.card().inputShape().size() + 1];
    for (int i = 1; i < inputShape.length; i++) {
      inputShape[i] = model.card().inputShape().get(i - 1);
    }
  }

  @Override
  public String engine() {
    return engine;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public void predict(MiniBatch batch, int from, int to, Scores scores) {
    INDArray input = rows(batch, from, to);
    if (inputShape.length > 2) {
      inputShape[0] = (long) to - from;
      input = input.reshape(inputShape);
    }
    INDArray output = model.output(input);
    copy(output.castTo(DataType.FLOAT), from, to, scores);
  }

  /**
   * A copy of the features: normalisers and first layers work in place, and a throwing mini-batch
   * is scored again in halves.
   */
  private static INDArray rows(MiniBatch batch, int from, int to) {
    long width = batch.width();
    INDArray rows = Nd4j.createUninitialized(DataType.FLOAT, to - from, width);
    Pointer.memcpy(
        rows.data().addressPointer(),
        batch.floats().getPointer(from * width),
        (to - from) * width * Float.BYTES);
    Nd4j.getAffinityManager().tagLocation(rows, AffinityManager.Location.HOST);
    return rows;
  }

  /** Reads the outputs once, by stride: DL4J gives them in 'f' order. */
  private void copy(INDArray output, int from, int to, Scores scores) {
    if (output.rank() != 2 || output.size(0) != to - from || output.size(1) != outputs) {
      throw new IllegalStateException(
          "Invalid output shape: "
              + output.shapeInfoToString()
              + " (must be ["
              + (to - from)
              + ", "
              + outputs
              + "])");
    }
    FloatIndexer cells = (FloatIndexer) output.data().indexer();
    long start = output.offset();
    long rowStride = output.stride(0);
    long columnStride = output.stride(1);
    float[] values = scores.values();
    int target = from * outputs;
    for (int row = 0; row < to - from; row++) {
      for (int column = 0; column < outputs; column++) {
        values[target++] = cells.get(start + row * rowStride + column * columnStride);
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
