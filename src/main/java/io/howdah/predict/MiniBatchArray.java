package io.howdah.predict;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The features of a mini-batch as ND4J sees them: the same memory on the CPU, a copy on another
 * device. It remembers the last mini-batch, which is nearly always the next one too.
 */
public final class MiniBatchArray {
  private final boolean shares = Nd4j.getEnvironment().isCPU();
  private MiniBatch batch;
  private INDArray array;

  /** Rows {@code from..to-1}: shape {@code [to - from, width]}, valid until the next call. */
  public INDArray rows(MiniBatch of, int from, int to) {
    if (batch != of) {
      batch = of;
      array = shares ? shared(of) : Nd4j.createUninitialized(DataType.FLOAT, shape(of));
    }
    if (!shares) {
      long bytes = (long) of.size() * of.width() * Float.BYTES;
      Pointer.memcpy(array.data().addressPointer(), of.floats(), bytes);
      Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
    }
    return from == 0 && to == of.capacity()
        ? array
        : array.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private static INDArray shared(MiniBatch of) {
    return Nd4j.create(
        Nd4j.createBuffer(of.floats(), (long) of.capacity() * of.width(), DataType.FLOAT),
        shape(of));
  }

  private static long[] shape(MiniBatch of) {
    return new long[] {of.capacity(), of.width()};
  }
}
