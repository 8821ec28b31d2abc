package io.howdah.optimize;

import io.howdah.predict.onnx.GraphConstants;
import io.howdah.predict.onnx.OnnxGraph;
import io.howdah.predict.onnx.OnnxModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;

/**
 * Writes a graph with pairs of {@code QuantizeLinear} and {@code DequantizeLinear} about what is
 * computed on 8 bits, which is how <a
 * href="https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html">ONNX
 * Runtime</a> wants to be told: it makes one operator of a product and the pairs about it.
 */
final class QuantizedGraph {
  private final GraphProto from;
  private final QuantizationPlan plan;
  private final Map<String, ValueRange> ranges;
  private final ValueRange[] columns;
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Map<String, String> dequantized = new HashMap<>();
  private final Set<String> kept = new HashSet<>();
  private final GraphProto.Builder to;
  private final GraphConstants made;

  private QuantizedGraph(
      OnnxModel model,
      QuantizationPlan plan,
      Map<String, ValueRange> ranges,
      ValueRange[] columns) {
    this.from = model.proto().getGraph();
    this.plan = plan;
    this.ranges = ranges;
    this.columns = columns;
    this.to = from.toBuilder().clearNode().clearInitializer();
    this.made = new GraphConstants(to);
    from.getInitializerList().forEach(each -> constants.put(each.getName(), each));
  }

  /**
   * Quantises.
   *
   * @param ranges of the plan's observed tensors
   * @param columns ranges of the records' columns, where each is to have its own; empty otherwise
   */
  static OnnxModel of(
      OnnxModel model,
      QuantizationPlan plan,
      Map<String, ValueRange> ranges,
      ValueRange[] columns) {
    GraphProto graph = new QuantizedGraph(model, plan, ranges, columns).write();
    return new OnnxModel(model.proto().toBuilder().setGraph(graph).build());
  }

  private GraphProto write() {
    quantize(OnnxGraph.INPUT);
    for (NodeProto node : from.getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < copy.getInputCount(); i++) {
        String input = copy.getInput(i);
        copy.setInput(i, dequantized.getOrDefault(input, input));
      }
      if (plan.products().containsKey(node.getOutput(0))) {
        product(node, copy);
      } else {
        node.getInputList().forEach(this::keep);
      }
      to.addNode(copy);
      node.getOutputList().forEach(this::quantize);
    }
    return to.build();
  }

  private void keep(String name) {
    TensorProto constant = constants.get(name);
    if (constant != null && kept.add(name)) {
      to.addInitializer(constant);
    }
  }

  /** Adds the pair that gives a tensor in 8 bits, where the plan says so. */
  private void quantize(String tensor) {
    String source = plan.followers().getOrDefault(tensor, tensor);
    if (!plan.observed().contains(source)) {
      return;
    }
    boolean byColumn = tensor.equals(OnnxGraph.INPUT) && columns.length > 0;
    ValueRange range = ranges.get(source);
    String scale = made.floats(tensor + "/scale", new float[] {byColumn ? 1 : range.scale()});
    String zero = made.levels(tensor + "/zero", new int[] {byColumn ? 0 : range.zeroPoint()});
    String levels = tensor + "/q";
    to.addNode(
        byColumn
            ? quantizeByColumn(levels, tensor)
            : node("QuantizeLinear", levels, tensor, scale, zero));
    to.addNode(node("DequantizeLinear", tensor + "/dq", levels, scale, zero));
    dequantized.put(tensor, tensor + "/dq");
  }

  /** The layer that takes the levels knows what each column's are worth. */
  private NodeProto.Builder quantizeByColumn(String levels, String tensor) {
    float[] scales = new float[columns.length];
    int[] zeros = new int[columns.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = columns[i].scale();
      zeros[i] = columns[i].zeroPoint();
    }
    return node(
            "QuantizeLinear",
            levels,
            tensor,
            made.floats(tensor + "/scales", scales, scales.length),
            made.levels(tensor + "/zeros", zeros, zeros.length))
        .addAttribute(axis(1));
  }

  private void product(NodeProto node, NodeProto.Builder copy) {
    boolean convolution = node.getOpType().equals("Conv");
    TensorProto constant = constants.get(node.getInput(1));
    float[] weights = GraphConstants.floats(constant);
    int outputs = (int) constant.getDims(convolution ? 0 : 1);
    float[] bias =
        node.getInputCount() > 2
            ? GraphConstants.floats(constants.get(node.getInput(2)))
            : new float[0];
    ValueRange range =
        ranges.get(plan.followers().getOrDefault(node.getInput(0), node.getInput(0)));
    float inputScale = range.scale();
    if (node.getInput(0).equals(OnnxGraph.INPUT) && columns.length > 0) {
      workIn(weights, bias, outputs);
      inputScale = 1;
    }
    QuantizedWeights quantized =
        QuantizedWeights.of(
            weights, outputs, convolution ? weights.length / outputs : 1, bias, inputScale);
    String name = node.getOutput(0) + "/W";
    copy.setInput(1, name + "/dq");
    to.addNode(
        node(
                "DequantizeLinear",
                name + "/dq",
                made.weights(
                    name,
                    quantized.values(),
                    constant.getDimsList().stream().mapToLong(Long::longValue).toArray()),
                made.floats(name + "/scale", quantized.scales(), outputs),
                made.weights(name + "/zero", new byte[outputs], outputs))
            .addAttribute(axis(convolution ? 0 : 1)));
    if (bias.length > 0) {
      copy.setInput(2, bias(node.getOutput(0) + "/b", quantized, inputScale));
    }
  }

  private void workIn(float[] weights, float[] bias, int outputs) {
    for (int output = 0; output < outputs; output++) {
      double moved = bias[output];
      for (int column = 0; column < columns.length; column++) {
        int at = column * outputs + output;
        double weight = (double) weights[at] * columns[column].scale();
        moved -= weight * columns[column].zeroPoint();
        weights[at] = (float) weight;
      }
      bias[output] = (float) moved;
    }
  }

  private String bias(String name, QuantizedWeights quantized, float inputScale) {
    float[] scales = quantized.scales().clone();
    for (int i = 0; i < scales.length; i++) {
      scales[i] *= inputScale;
    }
    to.addNode(
        node(
                "DequantizeLinear",
                name + "/dq",
                made.integers(name, quantized.bias(), scales.length),
                made.floats(name + "/scale", scales, scales.length))
            .addAttribute(axis(0)));
    return name + "/dq";
  }

  private static NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(Arrays.asList(inputs))
        .addOutput(output);
  }

  private static AttributeProto axis(int axis) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeProto.AttributeType.INT)
        .setI(axis)
        .build();
  }
}
