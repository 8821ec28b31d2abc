package io.howdah.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * What {@code coefficients.bin} says of itself. ND4J believes it and aborts the whole JVM when it
 * lies, so it is compared with the bytes that are really there.
 */
final class ArrayHeader {
  /** More than enough for both headers and the shape of a row of weights. */
  static final int MAX_BYTES = 4096;

  private static final int MAX_RANK = 32;
  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.of(
          "DOUBLE",
          8,
          "FLOAT",
          4,
          "HALF",
          2,
          "BFLOAT16",
          2,
          "LONG",
          8,
          "INT",
          4,
          "INT64",
          8,
          "INT32",
          4);

  private ArrayHeader() {}

  /**
   * Whether an array's shape and length fit its bytes.
   *
   * @param start the first bytes, up to {@link #MAX_BYTES}
   * @param size of all bytes
   */
  static boolean fits(byte[] start, long size) {
    try (ByteArrayInputStream bytes = new ByteArrayInputStream(start);
        DataInputStream in = new DataInputStream(bytes)) {
      Buffer shape = Buffer.read(in);
      if (shape.length < 4 || shape.length > 2 * MAX_RANK + 4) {
        return false;
      }
      long[] info = new long[(int) shape.length];
      for (int i = 0; i < info.length; i++) {
        info[i] = shape.elementBytes == 8 ? in.readLong() : in.readInt();
      }
      Buffer data = Buffer.read(in);
      long header = (long) start.length - bytes.available();
      return data.length >= 0
          && data.length == (size - header) / data.elementBytes
          && (size - header) % data.elementBytes == 0
          && staysWithin(info, data.length);
    } catch (IOException e) {
      // cut off, or no such texts: not a header
      return false;
    }
  }

  /** The shape: rank, sizes, strides, and three numbers more. */
  private static boolean staysWithin(long[] info, long length) {
    long rank = info[0];
    if (rank < 0 || info.length != 2 * rank + 4) {
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

  private record Buffer(long length, int elementBytes) {
    static Buffer read(DataInputStream in) throws IOException {
      String mode = in.readUTF();
      boolean isLong = mode.equals("LONG_SHAPE") || mode.equals("MIXED_DATA_TYPES");
      long length = isLong ? in.readLong() : in.readInt();
      Integer bytes = ELEMENT_BYTES.get(in.readUTF());
      if (bytes == null) {
        throw new IOException("Invalid type of array");
      }
      return new Buffer(length, bytes);
    }
  }
}
