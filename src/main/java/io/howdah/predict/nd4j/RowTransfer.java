package io.howdah.predict.nd4j;

import io.howdah.predict.MiniBatch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How rows come from a mini-batch to ND4J, and outputs back. */
interface RowTransfer {
  /**
   * The features of some rows, whenever the plan runs.
   *
   * @return {@code [rows, width]} in 'c' order
   */
  INDArray features(MiniBatch batch, int start, int rows, PlanBuilder plan);

  /** Makes outputs readable from Java. */
  Outputs outputs(INDArray output);

  /** What a plan computed last, row after row. */
  interface Outputs {
    void read(int from, float[] target, int offset, int length);
  }

  /** The way of the backend that ND4J has found. */
  static RowTransfer ofBackend() {
    return Nd4j.getEnvironment().isCPU() ? new SharedMemory() : new DeviceCopy();
  }
}
