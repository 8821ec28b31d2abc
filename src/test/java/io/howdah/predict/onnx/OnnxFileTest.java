package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.batch;
import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.Fingerprint;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import io.howdah.model.Task;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.FunctionProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.SparseTensorProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TrainingInfoProto;
import onnx.Onnx.ValueInfoProto;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.protobuf.ByteString;

class OnnxFileTest {
  @TempDir Path dir;
  private LoadedModel network;
  private OnnxModel sound;

  @BeforeEach
  void exportANetwork() throws Exception {
    network =
        model(
            network(
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .list(
                        new DenseLayer.Builder().nIn(4).nOut(5).build(),
                        new OutputLayer.Builder(LossFunction.MCXENT)
                            .nIn(5)
                            .nOut(3)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .build()),
            3,
            4);
    sound = export(network);
  }

  private Path save(byte[] bytes) throws IOException {
    return Files.write(dir.resolve("m.onnx"), bytes);
  }

  private ModelCard card(Path file) throws IOException {
    return card(file, Task.EMBEDDING);
  }

  private ModelCard card(Path file, Task task, String... labels) throws IOException {
    ModelCard card = network.card();
    return new ModelCard(
        card.name(),
        card.version(),
        card.schema(),
        card.inputShape(),
        task,
        List.of(labels),
        Fingerprint.of(file));
  }

  @Test
  void scoresAsTheExportDid() throws Exception {
    Path file = save(sound.proto().toByteArray());
    Scores expected = new Scores(9, 3);
    Scores actual = new Scores(9, 3);
    try (Predictor exported = OnnxRuntimePredictor.open(sound);
        Predictor read = Engines.open(card(file), file, Engine.ONNXRUNTIME)) {
      exported.predict(batch(9, 4, 1), 0, 9, expected);
      read.predict(batch(9, 4, 1), 0, 9, actual);
      assertThat(actual.values()).isEqualTo(expected.values());
      assertThat(read.engine()).isEqualTo("onnxruntime");
    }
  }

  @Test
  void theDefaultEngineMakesWayAndSaysSo() throws Exception {
    Path file = save(sound.proto().toByteArray());
    try (Predictor read = Engines.open(card(file), file, Engine.ND4J)) {
      assertThat(read.engine()).isEqualTo("onnxruntime (nd4j does not read ONNX)");
    }
    assertThatThrownBy(() -> Engines.open(card(file), file, Engine.DL4J))
        .isInstanceOf(ModelException.class)
        .hasMessage("Cannot use engine dl4j: m.onnx is an ONNX model (use --engine onnxruntime)");
  }

  @Test
  void refusesAnotherFileThanTheCards() throws Exception {
    Path file = save(sound.proto().toByteArray());
    ModelCard card = card(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    save(bytes);
    assertThatThrownBy(() -> OnnxFile.read(file, card))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Invalid model: m.onnx has the SHA-256 ");
  }

  @Test
  void refusesWhatIsCutOff() throws Exception {
    byte[] bytes = sound.proto().toByteArray();
    Path file = save(Arrays.copyOf(bytes, bytes.length - 7));
    assertThatThrownBy(() -> OnnxFile.read(file, card(file)))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid ONNX model: m.onnx is damaged or cut off");
  }

  @Test
  void refusesWhatIsTooLargeBeforeReadingIt() throws Exception {
    Path file = save(sound.proto().toByteArray());
    ModelCard card = card(file);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(OnnxFile.MAX_BYTES + 1);
    }
    assertThatThrownBy(() -> OnnxFile.read(file, card))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid ONNX model: m.onnx: 1073741825 bytes (must be at most 1073741824)");
  }

  @Test
  void refusesWhatHowdahDoesNotWrite() throws Exception {
    refuses("format version 7 (must be 8)", model -> model.setIrVersion(7));
    refuses("0 operator sets (must be 1)", ModelProto.Builder::clearOpsetImport);
    refuses(
        "operators of version 15 (must be 14)",
        model -> model.getOpsetImportBuilder(0).setVersion(15));
    refuses(
        "2 operator sets (must be 1)",
        model -> model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft")));
    refuses(
        "operators of com.microsoft",
        model -> model.getOpsetImportBuilder(0).setDomain("com.microsoft"));
    refuses(
        "operator Gemm of com.microsoft",
        model -> model.getGraphBuilder().getNodeBuilder(0).setDomain("com.microsoft"));
    refuses(
        "operator If (Howdah does not write it)",
        model -> model.getGraphBuilder().getNodeBuilder(0).setOpType("If"));
    refuses("it defines functions", model -> model.addFunctions(FunctionProto.newBuilder()));
    refuses(
        "it tells how to train", model -> model.addTrainingInfo(TrainingInfoProto.newBuilder()));
    refuses(
        "it has sparse constants",
        model -> model.getGraphBuilder().addSparseInitializer(SparseTensorProto.newBuilder()));
    refuses(
        "attribute body of Gemm is no number and no text",
        model ->
            gemm(model)
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(GraphProto.newBuilder())));
    refuses(
        "attribute value of Gemm is no number and no text",
        model ->
            gemm(model)
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.INT)
                        .setT(TensorProto.newBuilder())));
  }

  private static NodeProto.Builder gemm(ModelProto.Builder model) {
    return model.getGraphBuilder().getNodeBuilder(0);
  }

  @Test
  void refusesConstantsThatAreNotThere() throws Exception {
    refuses(
        "constant layer0/W lies in another file",
        model ->
            weights(model)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                    StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue("/etc/passwd")));
    refuses(
        "constant layer0/W lies in another file",
        model -> weights(model).addExternalData(StringStringEntryProto.newBuilder()));
    String size = "constant layer0/W is not of the size that it says";
    refuses(size, model -> weights(model).setDims(0, 5));
    refuses(size, model -> weights(model).setDims(0, -4));
    refuses(size, model -> weights(model).setDims(0, 1L << 62).setDims(1, 1L << 62));
    refuses(size, model -> weights(model).setRawData(ByteString.copyFrom(new byte[79])));
    refuses(
        "constant layer0/W is of the type 8",
        model -> weights(model).setDataType(TensorProto.DataType.STRING_VALUE));
  }

  private static TensorProto.Builder weights(ModelProto.Builder model) {
    return model.getGraphBuilder().getInitializerBuilder(0);
  }

  @Test
  void refusesOtherInputsAndOutputsThanTheCards() throws Exception {
    refuses(
        "its records have 5 numbers (the card's features give 4)",
        model -> dimension(model.getGraphBuilder().getInputBuilder(0)).setDimValue(5));
    refuses(
        "value scores is not of rows of floats",
        model -> dimension(model.getGraphBuilder().getOutputBuilder(0)).clearDimValue());
    refuses(
        "value records is not of rows of floats",
        model ->
            model
                .getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(TensorProto.DataType.DOUBLE_VALUE));
    refuses(
        "2 inputs (must be 1)",
        model -> model.getGraphBuilder().addInput(ValueInfoProto.newBuilder().setName("more")));
    refuses("0 outputs (must be 1)", model -> model.getGraphBuilder().clearOutput());
    Path file = save(sound.proto().toByteArray());
    assertThatThrownBy(() -> OnnxFile.read(file, card(file, Task.CLASSIFICATION, "yes", "no")))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid model: 3 outputs (the card's task is classification with 2 labels)");
  }

  private static onnx.Onnx.TensorShapeProto.Dimension.Builder dimension(
      ValueInfoProto.Builder value) {
    return value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(1);
  }

  @Test
  void aGraphThatOnnxRuntimeRefusesIsAnErrorOfOneLine() throws Exception {
    Path file = altered(model -> gemm(model).setInput(1, "nowhere"));
    assertThatThrownBy(() -> Engines.open(card(file), file, Engine.ONNXRUNTIME))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot open the model in ONNX Runtime: ")
        .message()
        .doesNotContain("\n");
  }

  private Path altered(Consumer<ModelProto.Builder> change) throws IOException {
    ModelProto.Builder model = sound.proto().toBuilder();
    change.accept(model);
    return save(model.build().toByteArray());
  }

  private void refuses(String problem, Consumer<ModelProto.Builder> change) throws IOException {
    Path file = altered(change);
    assertThatThrownBy(() -> OnnxFile.read(file, card(file)))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid ONNX model: m.onnx: " + problem);
  }
}
