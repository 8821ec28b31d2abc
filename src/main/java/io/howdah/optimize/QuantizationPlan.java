package io.howdah.optimize;

import io.howdah.predict.onnx.OnnxGraph;
import io.howdah.predict.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/**
 * Which products of a graph are computed on 8 bits, and which tensors must therefore be given in 8
 * bits: what the products take, and what convolutions give.
 *
 * @param products the nodes, by the names of their outputs
 * @param observed tensors that need a range of their own
 * @param followers tensors that are given in the range of another: what only moves values, such as
 *     a reshape, keeps it
 * @param takesRecordsInDenseLayersAlone true if nothing but dense layers sees the records as they
 *     come
 */
record QuantizationPlan(
    Map<String, NodeProto> products,
    Set<String> observed,
    Map<String, String> followers,
    boolean takesRecordsInDenseLayersAlone) {
  private static final Set<String> MOVERS =
      Set.of("MaxPool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Identity");
  private static final Set<String> CLIPPED = Set.of("Relu", "Clip");

  /** True if nothing but dense layers with a bias sees the records as they come. */
  private static boolean inDenseLayersAlone(List<NodeProto> takers, Set<String> products) {
    return !takers.isEmpty()
        && takers.stream()
            .allMatch(
                node ->
                    node.getOpType().equals("Gemm")
                        && node.getInputCount() > 2
                        && products.contains(node.getOutput(0)));
  }

  static QuantizationPlan of(OnnxModel model) {
    return new Draft(model.proto().getGraph()).plan();
  }

  private static final class Draft {
    private final GraphProto graph;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, List<NodeProto>> takers = new HashMap<>();
    private final Set<String> results = new LinkedHashSet<>();

    Draft(GraphProto graph) {
      this.graph = graph;
      graph.getInitializerList().forEach(each -> constants.put(each.getName(), each));
      for (NodeProto node : graph.getNodeList()) {
        node.getInputList()
            .forEach(each -> takers.computeIfAbsent(each, key -> new ArrayList<>()).add(node));
      }
      graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(results::add);
    }

    QuantizationPlan plan() {
      Map<String, NodeProto> products = new LinkedHashMap<>();
      Set<String> tensors = new LinkedHashSet<>();
      for (NodeProto node : graph.getNodeList()) {
        if (isProduct(node)) {
          products.put(node.getOutput(0), node);
          tensors.add(node.getInput(0));
          if (node.getOpType().equals("Conv")) {
            given(node).ifPresent(tensors::add);
          }
        }
      }
      Map<String, String> followers = new LinkedHashMap<>();
      for (NodeProto node : graph.getNodeList()) {
        String from = node.getInputCount() == 0 ? "" : node.getInput(0);
        String to = node.getOutput(0);
        boolean isMoved = MOVERS.contains(node.getOpType()) && !results.contains(to);
        if (isMoved && (tensors.contains(from) || followers.containsKey(from))) {
          followers.put(to, followers.getOrDefault(from, from));
          tensors.remove(to);
        }
      }
      return new QuantizationPlan(
          products,
          tensors,
          followers,
          inDenseLayersAlone(takers.getOrDefault(OnnxGraph.INPUT, List.of()), products.keySet()));
    }

    /** What a convolution gives, after the ReLU that a range from zero makes superfluous. */
    private Optional<String> given(NodeProto convolution) {
      String output = convolution.getOutput(0);
      List<NodeProto> next = takers.getOrDefault(output, List.of());
      if (next.size() == 1 && CLIPPED.contains(next.get(0).getOpType())) {
        output = next.get(0).getOutput(0);
      }
      return results.contains(output) ? Optional.empty() : Optional.of(output);
    }

    private boolean isProduct(NodeProto node) {
      return switch (node.getOpType()) {
        case "Gemm" -> weightRank(node) == 2 && isPlain(node) && hasPlainBias(node);
        case "MatMul" -> weightRank(node) == 2;
        case "Conv" ->
            weightRank(node) > 2 && hasPlainBias(node) && !results.contains(node.getOutput(0));
        default -> false;
      };
    }

    /** Dimensions of the weights; 0 where they are not constant, or no floats. */
    private int weightRank(NodeProto node) {
      TensorProto weights = constants.get(node.getInput(1));
      return weights != null && weights.getDataType() == TensorProto.DataType.FLOAT.getNumber()
          ? weights.getDimsCount()
          : 0;
    }

    /** True for none, and for one constant an output. */
    private boolean hasPlainBias(NodeProto node) {
      if (node.getInputCount() < 3) {
        return true;
      }
      TensorProto bias = constants.get(node.getInput(2));
      return bias != null && bias.getDimsCount() == 1;
    }

    private static boolean isPlain(NodeProto gemm) {
      return gemm.getAttributeList().stream().allMatch(Draft::isDefault);
    }

    private static boolean isDefault(AttributeProto attribute) {
      return switch (attribute.getName()) {
        case "alpha", "beta" -> attribute.getF() == 1;
        default -> attribute.getI() == 0;
      };
    }
  }
}
