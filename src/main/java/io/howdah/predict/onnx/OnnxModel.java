package io.howdah.predict.onnx;

import io.howdah.model.ModelSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
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

  /**
   * Its nodes in the order of the computation, each with the constants that it is the first to
   * read.
   */
  public ModelSummary summary() {
    Map<String, Long> constants = new HashMap<>();
    for (TensorProto constant : proto.getGraph().getInitializerList()) {
      long elements = 1;
      for (long size : constant.getDimsList()) {
        elements *= size;
      }
      constants.put(constant.getName(), elements);
    }
    long parameters = constants.values().stream().mapToLong(Long::longValue).sum();
    List<ModelSummary.LayerSummary> nodes = new ArrayList<>();
    for (NodeProto node : proto.getGraph().getNodeList()) {
      long own = 0;
      for (String name : node.getInputList()) {
        Long elements = constants.remove(name);
        own += elements == null ? 0 : elements;
      }
      nodes.add(new ModelSummary.LayerSummary(node.getName(), node.getOpType(), own));
    }
    return new ModelSummary("ONNX", nodes, parameters);
  }

  private static int columns(ValueInfoProto value) {
    return Math.toIntExact(value.getType().getTensorType().getShape().getDim(1).getDimValue());
  }
}
