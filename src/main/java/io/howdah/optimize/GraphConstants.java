package io.howdah.optimize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Adds constants to a graph, each by the name that it is given.
 *
 * @param graph that grows
 */
record GraphConstants(GraphProto.Builder graph) {
  String scalar(String name, float value) {
    return add(name, TensorProto.DataType.FLOAT, raw(Float.BYTES).putFloat(0, value), List.of());
  }

  String vector(String name, float[] values) {
    ByteBuffer raw = raw(values.length * Float.BYTES);
    raw.asFloatBuffer().put(values);
    return add(name, TensorProto.DataType.FLOAT, raw, List.of((long) values.length));
  }

  String vector(String name, int[] values) {
    ByteBuffer raw = raw(values.length * Integer.BYTES);
    raw.asIntBuffer().put(values);
    return add(name, TensorProto.DataType.INT32, raw, List.of((long) values.length));
  }

  /** A level of an activation, 0 to 255. */
  String level(String name, int value) {
    return add(name, TensorProto.DataType.UINT8, raw(1).put(0, (byte) value), List.of());
  }

  /** Levels of activations, 0 to 255 each. */
  String levels(String name, int[] values) {
    ByteBuffer raw = raw(values.length);
    for (int i = 0; i < values.length; i++) {
      raw.put(i, (byte) values[i]);
    }
    return add(name, TensorProto.DataType.UINT8, raw, List.of((long) values.length));
  }

  /** Weights, -128 to 127 each. */
  String weights(String name, byte[] values, List<Long> shape) {
    return add(name, TensorProto.DataType.INT8, ByteBuffer.wrap(values), shape);
  }

  private String add(String name, TensorProto.DataType type, ByteBuffer raw, List<Long> shape) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw))
            .addAllDims(shape));
    return name;
  }

  private static ByteBuffer raw(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The values of a constant of floats. */
  static float[] floats(TensorProto tensor) {
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
