package io.howdah.predict.nd4j;

import io.howdah.predict.MiniBatch;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** To a device with memory of its own, such as a GPU, rows are copied, and outputs copied back. */
final class DeviceCopy implements RowTransfer {
  @Override
  public INDArray features(MiniBatch batch, int start, int rows, PlanBuilder plan) {
    long width = batch.width();
    INDArray copy = plan.allocate(rows, width);
    plan.call(
        () -> {
          Pointer.memcpy(
              copy.data().addressPointer(),
              // memcpy would take a position for bytes
              batch.floats().getPointer(start * width),
              rows * width * Float.BYTES);
          Nd4j.getAffinityManager().tagLocation(copy, AffinityManager.Location.HOST);
        });
    return copy;
  }

  @Override
  public Outputs outputs(INDArray output) {
    return (from, target, offset, length) -> {
      // asFloat brings the device's memory to the host
      float[] all = output.data().asFloat();
      System.arraycopy(all, from, target, offset, length);
    };
  }
}
