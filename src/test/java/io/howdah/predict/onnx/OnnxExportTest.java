package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;
import io.howdah.predict.EquivalenceCheck;
import java.util.stream.Stream;
import onnx.Onnx.NodeProto;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class OnnxExportTest {
  private static DenseLayer dense(int inputs, int outputs, IActivation activation) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation).build();
  }

  private static OutputLayer softmax(int inputs, int outputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(outputs)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static LoadedModel layers(int inputs, int outputs, Layer... layers) {
    return layers(null, inputs, outputs, layers);
  }

  private static LoadedModel layers(
      DataNormalization normalizer, int inputs, int outputs, Layer... layers) {
    return model(
        network(new NeuralNetConfiguration.Builder().seed(3).list(layers).build()),
        normalizer,
        outputs,
        inputs);
  }

  static Stream<IActivation> activations() {
    return Stream.concat(
        Stream.of(Activation.values())
            .filter(activation -> activation != Activation.RRELU)
            .map(Activation::getActivationFunction),
        Stream.of(
            new ActivationELU(0.5),
            new ActivationLReLU(0.3),
            new ActivationReLU(1.5, null, 0.2),
            new ActivationReLU(0.5, null, null),
            new ActivationThresholdedReLU(0.4)));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void exportsAnActivation(IActivation activation) throws Exception {
    export(layers(6, 3, dense(6, 9, activation), softmax(9, 3)));
    export(layers(6, 9, dense(6, 9, activation)));
  }

  @Test
  void exportsDenseLayersAndDropsDropout() throws Exception {
    OnnxModel model =
        export(
            layers(
                8,
                3,
                dense(8, 16, Activation.RELU.getActivationFunction()),
                new DropoutLayer(0.5),
                new ElementWiseMultiplicationLayer.Builder()
                    .nIn(16)
                    .nOut(16)
                    .activation(Activation.TANH)
                    .build(),
                new ActivationLayer(Activation.SIGMOID),
                new DenseLayer.Builder().nIn(16).nOut(3).hasBias(false).dropOut(0.5).build(),
                new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()));
    assertThat(model.proto().getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly(
            "Gemm", "Relu", "Mul", "Add", "Tanh", "Sigmoid", "Gemm", "Sigmoid", "Softmax");
  }

  static Stream<DataNormalization> normalizers() {
    INDArray features = Nd4j.rand(DataType.FLOAT, 50, 6).muli(40).addi(3);
    DataSet data = new DataSet(features, Nd4j.rand(DataType.FLOAT, 50, 2));
    NormalizerStandardize standardize = new NormalizerStandardize();
    NormalizerMinMaxScaler minMax = new NormalizerMinMaxScaler(-1, 2);
    standardize.fit(data);
    minMax.fit(data);
    return Stream.of(standardize, minMax, new ImagePreProcessingScaler(-1, 1));
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void foldsTheNormalizerIntoTheFirstLayer(DataNormalization normalizer) throws Exception {
    OnnxModel model =
        export(
            layers(
                normalizer,
                6,
                2,
                dense(6, 5, Activation.TANH.getActivationFunction()),
                softmax(5, 2)));
    assertThat(model.proto().getGraph().getNode(0).getOpType()).isEqualTo("Gemm");
  }

  @Test
  void keepsTheNormalizerApartWhereFoldingCostsDigits() throws Exception {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    // a time in seconds beside a share
    INDArray features = Nd4j.rand(DataType.FLOAT, 50, 2);
    features.getColumn(0).muli(1000).addi(1_700_000_000);
    normalizer.fit(new DataSet(features, Nd4j.rand(DataType.FLOAT, 50, 2)));
    OnnxModel model =
        export(
            layers(
                normalizer,
                2,
                2,
                dense(2, 5, Activation.TANH.getActivationFunction()),
                softmax(5, 2)));
    assertThat(model.proto().getGraph().getNode(0).getOpType()).isEqualTo("Sub");
  }

  @Test
  void namesTheLayerThatItDoesNotKnow() {
    LoadedModel model =
        layers(
            6,
            2,
            dense(6, 5, Activation.TANH.getActivationFunction()),
            new VariationalAutoencoder.Builder()
                .nIn(5)
                .nOut(4)
                .encoderLayerSizes(3)
                .decoderLayerSizes(3)
                .name("middle")
                .build(),
            softmax(4, 2));
    assertThatThrownBy(() -> OnnxExport.of(model))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot export layer middle (VariationalAutoencoder) to ONNX: Howdah does not know this"
                + " kind of layer (use engine nd4j or dl4j)");
  }

  @Test
  void namesTheActivationThatItDoesNotKnow() {
    LoadedModel model =
        layers(6, 2, dense(6, 5, new ActivationReLU(null, 0.5, 0.1)), softmax(5, 2));
    assertThatThrownBy(() -> OnnxExport.of(model))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot export layer layer0 (DenseLayer) to ONNX: its activation is a ReLU with a"
                + " threshold (use engine nd4j or dl4j)");
  }

  @Test
  void refusesANetworkThatGivesASequence() {
    LoadedModel model =
        model(
            network(
                new NeuralNetConfiguration.Builder()
                    .list(new LSTM.Builder().nIn(4).nOut(3).build())
                    .build()),
            3,
            4,
            5);
    assertThatThrownBy(() -> OnnxExport.of(model))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot export the network to ONNX: it gives [3, 5] a record (must be 3 numbers) (use"
                + " engine nd4j or dl4j)");
  }

  @Test
  void refusesAnExportWhoseScoresDiffer() {
    LoadedModel model =
        layers(
            2000,
            1,
            dense(2000, 2, Activation.IDENTITY.getActivationFunction()),
            dense(2, 1, Activation.IDENTITY.getActivationFunction()));
    // two nearly equal numbers of a million: their difference is what rounding makes of it
    org.deeplearning4j.nn.api.Layer first = ((MultiLayerNetwork) model.network()).getLayer(0);
    INDArray weights = first.getParam("W");
    weights.getColumn(0).assign(Nd4j.rand(DataType.FLOAT, 2000).muli(1e6));
    weights.getColumn(1).assign(weights.getColumn(0).mul(1.01));
    org.deeplearning4j.nn.api.Layer second = ((MultiLayerNetwork) model.network()).getLayer(1);
    second.getParam("W").assign(Nd4j.createFromArray(new float[][] {{1.01f}, {-1}}));
    assertThatThrownBy(() -> OnnxExport.of(model))
        .isInstanceOf(ModelException.class)
        .hasMessageMatching(
            "Cannot export test to ONNX: its scores differ by .* from DL4J's \\(at most 1e-05; use"
                + " engine nd4j or dl4j\\)");
  }

  @Test
  void comparesTheSamplesToo() throws Exception {
    LoadedModel model =
        layers(3, 2, dense(3, 5, Activation.TANH.getActivationFunction()), softmax(5, 2));
    assertThat(OnnxExport.of(model, new float[] {1, 2, 3, 4, 5, 6}).difference())
        .isLessThanOrEqualTo(EquivalenceCheck.TOLERANCE);
    // what is no number has no score to compare
    assertThatThrownBy(() -> OnnxExport.of(model, new float[] {1, Float.NaN, 3}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("its scores differ by Infinity");
    assertThatThrownBy(() -> OnnxExport.of(model, new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid samples: 4 floats (must be records of 3)");
  }
}
