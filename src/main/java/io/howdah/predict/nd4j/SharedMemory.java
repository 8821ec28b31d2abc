package io.howdah.predict.nd4j;

import io.howdah.predict.MiniBatch;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** On the CPU nothing is copied: ND4J reads the mini-batch's own memory. */
final class SharedMemory implements RowTransfer {
  @Override
  public INDArray features(MiniBatch batch, int start, int rows, PlanBuilder plan) {
    long width = batch.width();
    DataBuffer floats = Nd4j.createBuffer(batch.floats(), batch.capacity() * width, DataType.FLOAT);
    return Nd4j.create(floats, new long[] {rows, width}, new long[] {width, 1}, start * width, 'c');
  }

  @Override
  public Outputs outputs(INDArray output) {
    FloatPointer floats = new FloatPointer(output.data().addressPointer());
    return (from, target, offset, length) -> floats.position(from).get(target, offset, length);
  }
}
