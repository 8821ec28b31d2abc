package io.howdah.predict.onnx;

import io.howdah.model.Fingerprint;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.DiscardUnknownFieldsParser;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * An {@code .onnx} file, checked before ONNX Runtime sees it: it may hold what Howdah writes, and
 * nothing else. ONNX Runtime would read other files that a model names, load functions and
 * subgraphs, and run operators of any domain.
 */
public final class OnnxFile {
  /** A larger file is refused; protobuf itself ends at 2 GiB. */
  static final long MAX_BYTES = 1L << 30;

  /** The operators of networks, and those that make a network one of integers. */
  private static final Set<String> OPERATORS =
      Set.of(
          "Abs",
          "Add",
          "AveragePool",
          "BatchNormalization",
          "Cast",
          "Clip",
          "Concat",
          "Conv",
          "ConvInteger",
          "DequantizeLinear",
          "Div",
          "DynamicQuantizeLinear",
          "Elu",
          "Flatten",
          "Gather",
          "Gemm",
          "HardSigmoid",
          "Identity",
          "LRN",
          "LSTM",
          "LeakyRelu",
          "Less",
          "LpPool",
          "MatMul",
          "MatMulInteger",
          "Max",
          "MaxPool",
          "Min",
          "Mul",
          "PRelu",
          "Pad",
          "Pow",
          "QLinearConv",
          "QLinearMatMul",
          "QuantizeLinear",
          "RNN",
          "ReduceL2",
          "ReduceMax",
          "ReduceMean",
          "ReduceSum",
          "Relu",
          "Reshape",
          "Resize",
          "Selu",
          "Sigmoid",
          "Sign",
          "Slice",
          "Softmax",
          "Softplus",
          "Softsign",
          "Squeeze",
          "Sub",
          "Tanh",
          "ThresholdedRelu",
          "Transpose",
          "Where");

  private static final Set<AttributeType> ATTRIBUTES =
      Set.of(
          AttributeType.INT,
          AttributeType.FLOAT,
          AttributeType.STRING,
          AttributeType.INTS,
          AttributeType.FLOATS,
          AttributeType.STRINGS);

  /** Bytes of an element, of the types that a constant may have. */
  private static final Map<Integer, Integer> ELEMENT_BYTES =
      Map.of(
          TensorProto.DataType.FLOAT_VALUE, 4,
          TensorProto.DataType.INT64_VALUE, 8,
          TensorProto.DataType.INT32_VALUE, 4,
          TensorProto.DataType.INT8_VALUE, 1,
          TensorProto.DataType.UINT8_VALUE, 1);

  /** The first field of a model that Howdah writes is the version of the format. */
  private static final int FIRST_BYTE = 8;

  private OnnxFile() {}

  /** True if the file begins as an ONNX model of Howdah does; a zip does not. */
  public static boolean isOnnx(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == FIRST_BYTE;
    }
  }

  /**
   * Reads and checks a local file.
   *
   * @throws ModelException when the file is not the card's, is not safe, or its inputs or outputs
   *     are not those of the card
   */
  public static OnnxModel read(Path file, ModelCard card) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw invalid(file, size + " bytes (must be at most " + MAX_BYTES + ")");
    }
    Fingerprint.require(file, card);
    ModelProto proto;
    try (InputStream in = Files.newInputStream(file)) {
      // what this version of the format does not know does not reach ONNX Runtime
      proto = DiscardUnknownFieldsParser.wrap(ModelProto.parser()).parseFrom(in.readAllBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          "Invalid ONNX model: " + file.getFileName() + " is damaged or cut off", e);
    }
    try {
      check(proto, card);
    } catch (ModelException e) {
      throw new ModelException(
          "Invalid ONNX model: " + file.getFileName() + ": " + e.getMessage(), e);
    }
    OnnxModel model = new OnnxModel(proto);
    card.requireOutputs(model.outputs());
    return model;
  }

  private static ModelException invalid(Path file, String problem) {
    return new ModelException("Invalid ONNX model: " + file.getFileName() + ": " + problem);
  }

  /** Throws what completes "Invalid ONNX model: …: ". */
  private static void check(ModelProto proto, ModelCard card) throws ModelException {
    require(
        proto.getIrVersion() == OnnxGraph.IR_VERSION,
        "format version " + proto.getIrVersion() + " (must be " + OnnxGraph.IR_VERSION + ")");
    require(
        proto.getOpsetImportCount() == 1,
        proto.getOpsetImportCount() + " operator sets (must be 1)");
    OperatorSetIdProto operators = proto.getOpsetImport(0);
    require(operators.getDomain().isEmpty(), "operators of " + operators.getDomain());
    require(
        operators.getVersion() == OnnxGraph.OPSET,
        "operators of version " + operators.getVersion() + " (must be " + OnnxGraph.OPSET + ")");
    require(proto.getFunctionsCount() == 0, "it defines functions");
    require(proto.getTrainingInfoCount() == 0, "it tells how to train");
    GraphProto graph = proto.getGraph();
    require(graph.getSparseInitializerCount() == 0, "it has sparse constants");
    for (NodeProto node : graph.getNodeList()) {
      checkNode(node);
    }
    for (TensorProto constant : graph.getInitializerList()) {
      checkConstant(constant);
    }
    require(graph.getInputCount() == 1, graph.getInputCount() + " inputs (must be 1)");
    require(graph.getOutputCount() == 1, graph.getOutputCount() + " outputs (must be 1)");
    long width = columns(graph.getInput(0));
    require(
        width == card.schema().width(),
        String.format(
            Locale.ROOT,
            "its records have %d numbers (the card's features give %d)",
            width,
            card.schema().width()));
    columns(graph.getOutput(0));
  }

  private static void checkNode(NodeProto node) throws ModelException {
    String operator = node.getOpType();
    require(node.getDomain().isEmpty(), "operator " + operator + " of " + node.getDomain());
    require(OPERATORS.contains(operator), "operator " + operator + " (Howdah does not write it)");
    for (AttributeProto attribute : node.getAttributeList()) {
      require(
          ATTRIBUTES.contains(attribute.getType())
              && !attribute.hasG()
              && !attribute.hasT()
              && !attribute.hasSparseTensor(),
          "attribute " + attribute.getName() + " of " + operator + " is no number and no text");
    }
  }

  /** What a constant says of its size must be what is there, in this file. */
  private static void checkConstant(TensorProto constant) throws ModelException {
    String name = "constant " + constant.getName();
    require(
        constant.getDataLocation() == TensorProto.DataLocation.DEFAULT
            && constant.getExternalDataCount() == 0,
        name + " lies in another file");
    Integer bytes = ELEMENT_BYTES.get(constant.getDataType());
    require(bytes != null, name + " is of the type " + constant.getDataType());
    require(
        elements(constant.getDimsList()) * bytes == constant.getRawData().size(),
        name + " is not of the size that it says");
  }

  /** -1 for dimensions that are none. */
  private static long elements(List<Long> dimensions) {
    long elements = 1;
    for (long size : dimensions) {
      if (size < 0 || size > MAX_BYTES || elements > MAX_BYTES) {
        return -1;
      }
      elements *= size;
    }
    return elements > MAX_BYTES ? -1 : elements;
  }

  /** Of {@code [rows, columns]}, the rows free. */
  private static long columns(ValueInfoProto value) throws ModelException {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    TensorShapeProto shape = tensor.getShape();
    require(
        tensor.getElemType() == TensorProto.DataType.FLOAT_VALUE
            && shape.getDimCount() == 2
            && !shape.getDim(0).hasDimValue()
            && shape.getDim(1).getDimValue() > 0
            && shape.getDim(1).getDimValue() <= Integer.MAX_VALUE,
        "value " + value.getName() + " is not of rows of floats");
    return shape.getDim(1).getDimValue();
  }

  private static void require(boolean condition, String problem) throws ModelException {
    if (!condition) {
      throw new ModelException(problem);
    }
  }
}
