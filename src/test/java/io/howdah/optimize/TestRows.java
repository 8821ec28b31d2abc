package io.howdah.optimize;

import io.howdah.predict.MiniBatch;
import java.nio.ByteBuffer;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows of known features. */
final class TestRows {
  private TestRows() {}

  /** Those of an array, a record a row, without labels. */
  static Rows of(INDArray records, int batchSize) {
    INDArray flat = records.reshape(records.size(0), records.length() / records.size(0));
    Rows rows = new Rows(batchSize, (int) flat.size(1));
    for (int row = 0; row < flat.size(0); row++) {
      add(rows, flat.getRow(row).toFloatVector());
    }
    return rows;
  }

  /** Normally distributed ones. */
  static Rows normal(int count, int width, long seed, int batchSize) {
    Random random = new Random(seed);
    Rows rows = new Rows(batchSize, width);
    for (int row = 0; row < count; row++) {
      float[] features = new float[width];
      for (int slot = 0; slot < width; slot++) {
        features[slot] = (float) random.nextGaussian();
      }
      add(rows, features);
    }
    return rows;
  }

  private static void add(Rows rows, float[] features) {
    MiniBatch row = new MiniBatch(1, features.length);
    row.open();
    for (int slot = 0; slot < features.length; slot++) {
      row.feature(slot, features[slot]);
    }
    row.close("", 0, ByteBuffer.allocate(0));
    rows.add(row, 0, Rows.UNLABELLED);
  }
}
