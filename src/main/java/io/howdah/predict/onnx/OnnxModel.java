package io.howdah.predict.onnx;

import onnx.Onnx.ModelProto;
import onnx.Onnx.ValueInfoProto;

/**
 * An ONNX model that scores records: one input {@code [rows, width]}, one output {@code [rows,
 * outputs]}, both of floats.
 */
public record OnnxModel(ModelProto proto) {
  /** The name of the input. */
  public String input() {
    return proto.getGraph().getInput(0).getName();
  }

  /** The name of the output. */
  public String output() {
    return proto.getGraph().getOutput(0).getName();
  }

  /** Floats of a record. */
  public int width() {
    return columns(proto.getGraph().getInput(0));
  }

  /** Floats of a record's scores. */
  public int outputs() {
    return columns(proto.getGraph().getOutput(0));
  }

  private static int columns(ValueInfoProto value) {
    return Math.toIntExact(value.getType().getTensorType().getShape().getDim(1).getDimValue());
  }
}
