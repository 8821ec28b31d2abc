package io.howdah.predict.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Adds constants to a graph, each by the name that it is given; values are row-major, and no
 * dimension makes a scalar.
 *
 * @param graph that grows
 */
public record GraphConstants(GraphProto.Builder graph) {
  public String floats(String name, float[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Float.BYTES);
    raw.asFloatBuffer().put(values);
    return add(name, TensorProto.DataType.FLOAT, raw, shape);
  }

  public String integers(String name, long[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Long.BYTES);
    raw.asLongBuffer().put(values);
    return add(name, TensorProto.DataType.INT64, raw, shape);
  }

  public String integers(String name, int[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Integer.BYTES);
    raw.asIntBuffer().put(values);
    return add(name, TensorProto.DataType.INT32, raw, shape);
  }

  /** Levels of activations, 0 to 255 each. */
  public String levels(String name, int[] values, long... shape) {
    ByteBuffer raw = raw(values.length);
    for (int i = 0; i < values.length; i++) {
      raw.put(i, (byte) values[i]);
    }
    return add(name, TensorProto.DataType.UINT8, raw, shape);
  }

  /** Weights, -128 to 127 each. */
  public String weights(String name, byte[] values, long... shape) {
    return add(name, TensorProto.DataType.INT8, ByteBuffer.wrap(values), shape);
  }

  private String add(String name, TensorProto.DataType type, ByteBuffer raw, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static ByteBuffer raw(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The values of a constant of floats. */
  public static float[] floats(TensorProto tensor) {
    if (tensor.getRawData().isEmpty()) {
      float[] floats = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = tensor.getFloatData(i);
      }
      return floats;
    }
    float[] floats = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(floats);
    return floats;
  }
}
