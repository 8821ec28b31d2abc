package io.howdah.predict.onnx;

import java.util.HashSet;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph that grows node by node. It knows the format, not what the nodes compute: see the
 * <a href="https://github.com/onnx/onnx/blob/v1.9.0/docs/Operators.md">operators</a> of opset 14.
 *
 * <p>Values go by names, {@code layer/Operator}; every node is told the names of its inputs and
 * gives that of its first output.
 */
public final class OnnxGraph {
  /** Version of the operators. */
  public static final long OPSET = 14;

  /** Version of the format, of ONNX 1.9 to 1.11. */
  public static final long IR_VERSION = 8;

  /** The name of the graph's input: {@code [rows, width]} floats, a record a row. */
  public static final String INPUT = "records";

  /** The name of the graph's output: {@code [rows, outputs]} floats. */
  public static final String OUTPUT = "scores";

  /** The name of the one dimension that is not fixed. */
  public static final String ROWS = "rows";

  /** The type of whole numbers, as an attribute names it. */
  static final long INT64 = TensorProto.DataType.INT64_VALUE;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("howdah");
  private final GraphConstants constants = new GraphConstants(graph);
  private final Set<String> taken = new HashSet<>(Set.of(INPUT, OUTPUT));
  private String layer = "input";

  /** What is added from here on belongs to this layer. */
  public void enter(String layerName) {
    layer = layerName;
  }

  /**
   * A node to add.
   *
   * @param inputs names of values; an empty one stands for an optional input that is left out
   */
  public Node node(String operator, String... inputs) {
    return new Node(NodeProto.newBuilder().setOpType(operator), inputs);
  }

  /** A constant of floats, row-major; no dimension makes it a scalar. */
  public String floats(String role, float[] values, long... shape) {
    return constants.floats(unused(layer + "/" + role), values, shape);
  }

  /** A constant of one float. */
  public String scalar(String role, double value) {
    return floats(role, new float[] {(float) value});
  }

  /** A vector of integers: a shape, axes, pads. */
  public String integers(String role, long... values) {
    return constants.integers(unused(layer + "/" + role), values, values.length);
  }

  /** A constant of one integer. */
  public String integer(String role, long value) {
    return constants.integers(unused(layer + "/" + role), new long[] {value});
  }

  /**
   * The finished model.
   *
   * @param result the value that becomes the output
   * @param width floats of a record
   * @param outputs floats of a record's scores
   */
  public ModelProto model(String result, long width, long outputs) {
    GraphProto.Builder finished = graph.clone();
    rename(finished, result);
    finished.addInput(rowsOf(INPUT, width)).addOutput(rowsOf(OUTPUT, outputs));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setProducerName("howdah")
        .setGraph(finished)
        .build();
  }

  /** Gives the result the output's name, so that no node is spent on it. */
  private static void rename(GraphProto.Builder finished, String result) {
    if (result.equals(INPUT)) {
      finished.addNode(
          NodeProto.newBuilder().setOpType("Identity").addInput(INPUT).addOutput(OUTPUT));
    }
    for (NodeProto.Builder node : finished.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(result) && !result.equals(INPUT)) {
          node.setInput(i, OUTPUT);
        }
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(result)) {
          node.setOutput(i, OUTPUT);
        }
      }
    }
  }

  private static ValueInfoProto rowsOf(String name, long width) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(ROWS))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  private String unused(String name) {
    String unused = name;
    for (int i = 2; !taken.add(unused); i++) {
      unused = name + "_" + i;
    }
    return unused;
  }

  /** A node that is not yet in the graph. */
  public final class Node {
    private final NodeProto.Builder proto;

    private Node(NodeProto.Builder proto, String... inputs) {
      this.proto = proto;
      for (String input : inputs) {
        proto.addInput(input);
      }
    }

    public Node with(String attribute, long value) {
      return with(AttributeProto.AttributeType.INT, attribute, made -> made.setI(value));
    }

    public Node with(String attribute, float value) {
      return with(AttributeProto.AttributeType.FLOAT, attribute, made -> made.setF(value));
    }

    public Node with(String attribute, String value) {
      return with(
          AttributeProto.AttributeType.STRING,
          attribute,
          made -> made.setS(ByteString.copyFromUtf8(value)));
    }

    public Node with(String attribute, long[] values) {
      return with(
          AttributeProto.AttributeType.INTS,
          attribute,
          made -> {
            for (long value : values) {
              made.addInts(value);
            }
          });
    }

    /** A list of texts. */
    public Node with(String attribute, String[] values) {
      return with(
          AttributeProto.AttributeType.STRINGS,
          attribute,
          made -> {
            for (String value : values) {
              made.addStrings(ByteString.copyFromUtf8(value));
            }
          });
    }

    private Node with(
        AttributeProto.AttributeType type,
        String name,
        java.util.function.Consumer<AttributeProto.Builder> value) {
      AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(type);
      value.accept(attribute);
      proto.addAttribute(attribute);
      return this;
    }

    /** Adds the node and names its output. */
    public String add() {
      return add(0);
    }

    /** Adds the node and names its output at a position; those before it are left out. */
    public String add(int position) {
      String name = unused(layer + "/" + proto.getOpType());
      for (int i = 0; i < position; i++) {
        proto.addOutput("");
      }
      graph.addNode(proto.setName(name).addOutput(name));
      return name;
    }
  }
}
