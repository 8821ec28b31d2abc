package io.howdah.predict.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The outputs of the layers, for the largest mini-batch. The plans of all numbers of rows use the
 * same memory: each asks for the same arrays in the same order, with fewer or more rows.
 */
final class LayerMemory implements AutoCloseable {
  private final List<INDArray> arrays = new ArrayList<>();
  private final int rows;

  /**
   * @param rows of the largest mini-batch
   */
  LayerMemory(int rows) {
    this.rows = rows;
  }

  int rows() {
    return rows;
  }

  /** The arrays for one plan. */
  Allocation allocation() {
    return new Allocation();
  }

  /** Hands the arrays out in order. */
  final class Allocation {
    private int next;

    /**
     * @param shape rows first
     */
    INDArray next(long... shape) {
      INDArray array = ofLength(ArrayUtil.prodLong(shape) / shape[0] * rows);
      return Nd4j.create(array.data(), shape, ArrayUtil.calcStrides(shape), 0, 'c');
    }

    /** As many floats for any number of rows, zeros at first. */
    INDArray fixed(long length) {
      return ofLength(length);
    }

    private INDArray ofLength(long length) {
      if (next == arrays.size()) {
        INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', length);
        arrays.add(array.assign(0));
      }
      INDArray array = arrays.get(next++);
      if (array.length() != length) {
        throw new IllegalStateException(
            "Cannot use an array of " + array.length() + " floats (must be " + length + ")");
      }
      return array;
    }
  }

  @Override
  public void close() {
    arrays.forEach(INDArray::close);
  }
}
