package io.howdah.optimize;

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
      float[] features = flat.getRow(row).toFloatVector();
      for (int slot = 0; slot < features.length; slot++) {
        rows.open().feature(slot, features[slot]);
      }
      rows.close(Rows.UNLABELLED);
    }
    return rows;
  }

  /** Normally distributed ones. */
  static Rows normal(int count, int width, long seed, int batchSize) {
    Random random = new Random(seed);
    Rows rows = new Rows(batchSize, width);
    for (int row = 0; row < count; row++) {
      for (int slot = 0; slot < width; slot++) {
        rows.open().feature(slot, (float) random.nextGaussian());
      }
      rows.close(Rows.UNLABELLED);
    }
    return rows;
  }
}
