package io.howdah.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;
import org.nd4j.linalg.exception.ND4JUnknownDataTypeException;

/**
 * What an array that ND4J wrote says of itself. ND4J believes it and aborts the whole JVM when it
 * lies, so it is compared with the bytes that are really there.
 */
final class ArrayHeader {
  /** More than enough for both headers and the shape of a row of weights. */
  static final int MAX_BYTES = 4096;

  private static final int MAX_RANK = 32;
  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.of("DOUBLE", 8, "FLOAT", 4, "HALF", 2, "BFLOAT16", 2, "LONG", 8, "INT", 4);
  private static final Set<String> INTEGERS = Set.of("LONG", "INT");

  private ArrayHeader() {}

  /**
   * The length of the array that begins at an offset, its headers included, where its shape, its
   * type and its length agree with each other.
   *
   * @param bytes of the array, at least the first {@link #MAX_BYTES} that there are
   * @return in bytes; -1 where the headers are cut off or contradict each other
   */
  static long size(byte[] bytes, int offset) {
    try (ByteArrayInputStream rest =
            new ByteArrayInputStream(bytes, offset, bytes.length - offset);
        DataInputStream in = new DataInputStream(rest)) {
      Buffer shape = Buffer.read(in);
      if (!INTEGERS.contains(shape.type) || shape.length < 4 || shape.length > 2 * MAX_RANK + 4) {
        return -1;
      }
      long[] info = new long[(int) shape.length];
      for (int i = 0; i < info.length; i++) {
        info[i] = shape.elementBytes() == 8 ? in.readLong() : in.readInt();
      }
      Buffer data = Buffer.read(in);
      long header = (long) bytes.length - offset - rest.available();
      return data.length >= 0
              && data.length < Long.MAX_VALUE / 16
              && isOfType(info, data.type)
              && staysWithin(info, data.length)
          ? header + data.length * data.elementBytes()
          : -1;
    } catch (IOException e) {
      // cut off, or no such texts: not a header
      return -1;
    }
  }

  /** ND4J takes the elements' size from a bit of the shape, where there is one. */
  private static boolean isOfType(long[] info, String type) {
    try {
      return ArrayOptionsHelper.dataType(info[info.length - 3])
          .name()
          .equals(DataType.valueOf(type).name());
    } catch (ND4JUnknownDataTypeException e) {
      // an old file: ND4J takes the type that the data say
      return true;
    }
  }

  /** The shape: rank, sizes, strides, and three numbers more. */
  private static boolean staysWithin(long[] info, long length) {
    long rank = info[0];
    if (rank < 0 || rank > MAX_RANK || info.length != 2 * rank + 4) {
      return false;
    }
    long elements = 1;
    long last = 0;
    for (int i = 1; i <= rank; i++) {
      long size = info[i];
      long stride = info[i + (int) rank];
      if (size < 1 || size > length || stride < 0 || stride > length) {
        return false;
      }
      // both factors are lengths of real arrays: what overflows is too large in any case
      elements =
          Math.min(Math.multiplyHigh(elements, size) == 0 ? elements * size : -1, length + 1);
      last += Math.multiplyHigh(size - 1, stride) == 0 ? (size - 1) * stride : length;
      if (elements < 0 || last < 0 || last >= length) {
        return false;
      }
    }
    return elements == length;
  }

  /** The header of a run of numbers. */
  private record Buffer(long length, String type) {
    static Buffer read(DataInputStream in) throws IOException {
      String mode = in.readUTF();
      boolean isLong = mode.equals("LONG_SHAPE") || mode.equals("MIXED_DATA_TYPES");
      Buffer buffer = new Buffer(isLong ? in.readLong() : in.readInt(), in.readUTF());
      if (!ELEMENT_BYTES.containsKey(buffer.type)) {
        throw new IOException("Invalid type of array");
      }
      return buffer;
    }

    int elementBytes() {
      return ELEMENT_BYTES.get(type);
    }
  }
}
