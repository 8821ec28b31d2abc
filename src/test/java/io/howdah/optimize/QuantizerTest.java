package io.howdah.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.Drift;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;
import io.howdah.model.Task;
import io.howdah.network.RandomNetworks;
import io.howdah.predict.Interpreter;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.onnx.OnnxExport;
import io.howdah.predict.onnx.OnnxModel;
import io.howdah.predict.onnx.OnnxRuntimePredictor;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is computed on 8 bits stays near what the graph computes in float32. */
class QuantizerTest {
  private static final Interpreter MEANING =
      new Interpreter(Task.CLASSIFICATION, List.of("a", "b", "c"), false);

  @Property(tries = 25)
  void randomDenseNetworksStayNear(@ForAll @LongRange(min = 0, max = 1L << 40) long seed)
      throws Exception {
    RandomNetworks random = new RandomNetworks(seed);
    LoadedModel model = RandomNetworks.loaded(random.dense(12), random.normalizer(12), 12);
    INDArray records = RandomNetworks.records(300, seed + 1, 12);
    // what no normaliser makes small is so already
    INDArray features = model.normalizer().isPresent() ? records : records.div(255);
    Rows rows = TestRows.of(features, 100);
    Drift drift = drift(model, rows);
    // of scores between 0 and 1
    assertThat(drift.mean()).isLessThan(0.02);
    // a row with a value that the calibration clips, one in ten thousand, may swing
    assertThat(rowsFurtherApart(0.15, model, rows, features)).isLessThanOrEqualTo(3);
  }

  @Test
  void aConvolutionalNetworkStaysNear() throws Exception {
    LoadedModel model = RandomNetworks.loaded(lenet(), Optional.empty(), 1, 28, 28);
    INDArray pictures = RandomNetworks.records(300, 5, 1, 28, 28).divi(255);
    Rows rows = TestRows.of(pictures, 50);
    Drift drift = drift(model, rows);
    assertThat(drift.mean()).isLessThan(0.01);
    assertThat(operators(OnnxExport.of(model).model(), rows))
        .containsSubsequence("QuantizeLinear", "Conv", "QuantizeLinear", "Gemm")
        .contains("MaxPool");
  }

  private static List<String> operators(OnnxModel model, Rows rows) throws ModelException {
    return Quantizer.quantize(model, rows).model().proto().getGraph().getNodeList().stream()
        .map(node -> node.getOpType())
        .toList();
  }

  @Test
  void aConstantFeatureAndOneThatIsAlwaysZeroAreNoHindrance() throws Exception {
    LoadedModel model = RandomNetworks.loaded(new RandomNetworks(8).dense(4), Optional.empty(), 4);
    INDArray records = RandomNetworks.records(300, 9, 4).divi(255);
    records.putColumn(1, Nd4j.valueArrayOf(300, 1, 3.5f));
    records.putColumn(2, Nd4j.zeros(300, 1));
    assertThat(drift(model, TestRows.of(records, 100)).mean()).isLessThan(0.02);
  }

  @Test
  void activationsThatAreAlwaysZeroStayZero() throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).activation(Activation.RELU).build())
                .layer(output(5))
                .build());
    network.init();
    network.getLayer(0).getParam("b").assign(-1000);
    network.getLayer(1).getParam("b").assign(Nd4j.createFromArray(0.1f, 0.2f, 0.3f));
    LoadedModel model = RandomNetworks.loaded(network, Optional.empty(), 4);
    assertThat(drift(model, TestRows.normal(200, 4, 1, 100)).largest()).isLessThan(0.01);
  }

  @Test
  void featuresOfDifferentSizesGetScalesOfTheirOwn() throws Exception {
    MultiLayerNetwork network = new RandomNetworks(8).dense(4);
    LoadedModel model = RandomNetworks.loaded(network, Optional.empty(), 4);
    INDArray records = RandomNetworks.records(300, 9, 4).divi(255);
    INDArray sizes = Nd4j.createFromArray(1e4f, 1f, 1f, 1e-3f).reshape(1, 4);
    // the same sums, from features of other sizes
    INDArray weights = network.getLayer(0).getParam("W");
    network.getLayer(0).setParam("W", weights.div(sizes.reshape(4, 1)));
    Rows rows = TestRows.of(records.mul(sizes), 100);
    Quantizer.Quantized quantized = Quantizer.quantize(OnnxExport.of(model).model(), rows);
    assertThat(quantized.calibration()).endsWith(", a scale for each column");
    assertThat(drift(model, rows).mean()).isLessThan(0.02);
  }

  @Test
  void anOutlierOfTheSampleDoesNotSpoilTheOtherRecords() throws Exception {
    LoadedModel model = RandomNetworks.loaded(new RandomNetworks(8).dense(4), Optional.empty(), 4);
    INDArray records = RandomNetworks.records(3000, 9, 4).divi(255);
    records.putScalar(0, 0, 1e5f);
    assertThat(drift(model, TestRows.of(records, 500)).mean()).isLessThan(0.02);
  }

  @Test
  void aValueThatIsNotANumberIsRefused() throws Exception {
    LoadedModel model = RandomNetworks.loaded(new RandomNetworks(8).dense(4), Optional.empty(), 4);
    INDArray records = RandomNetworks.records(200, 9, 4);
    records.putScalar(150, 2, Float.POSITIVE_INFINITY);
    OnnxModel onnx = OnnxExport.of(model).model();
    assertThatThrownBy(() -> Quantizer.quantize(onnx, TestRows.of(records, 200)))
        .hasMessage("Cannot calibrate: records takes a value that is NaN or infinite");
  }

  @Test
  void aGraphWithoutProductsIsRefused() throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build());
    network.init();
    LoadedModel model = RandomNetworks.loaded(network, Optional.empty(), 3);
    OnnxModel onnx = OnnxExport.of(model).model();
    assertThatThrownBy(() -> Quantizer.quantize(onnx, TestRows.normal(200, 3, 1, 100)))
        .isInstanceOf(ModelException.class)
        .hasMessage("Cannot quantize: no dense or convolutional layer with weights of its own");
  }

  @Property(tries = 50)
  void noPairOfWeightsOverflowsACpuWithoutVnni(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    float[] weights = new float[30];
    java.util.Random random = new java.util.Random(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    QuantizedWeights quantized = QuantizedWeights.of(weights, 3, 1, new float[3], 0.1f);
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) quantized.values()[i] * quantized.scales()[i % 3])
          .isCloseTo(
              weights[i], org.assertj.core.data.Offset.offset(quantized.scales()[i % 3] / 1.99));
      for (int j = i + 3; j < weights.length; j += 3) {
        int pair = quantized.values()[i] + quantized.values()[j];
        assertThat(255 * pair).isBetween((int) Short.MIN_VALUE, (int) Short.MAX_VALUE);
      }
    }
  }

  @Test
  void aLargeBiasBesideTinyWeightsFits() {
    QuantizedWeights quantized =
        QuantizedWeights.of(new float[] {1e-12f, 0}, 2, 1, new float[] {5, -7}, 0.01f);
    for (int output = 0; output < 2; output++) {
      assertThat(quantized.bias()[output] * 0.01 * quantized.scales()[output])
          .isCloseTo(output == 0 ? 5 : -7, org.assertj.core.data.Offset.offset(1e-4));
    }
  }

  private static Drift drift(LoadedModel model, Rows rows) throws ModelException {
    OnnxModel exact = OnnxExport.of(model).model();
    OnnxModel quantized = Quantizer.quantize(exact, rows).model();
    return answers(quantized, rows)
        .since(answers(exact, rows), OutputUnits.of(model), rows, MEANING, false);
  }

  /** Rows of which a score moves by more than that. */
  private static int rowsFurtherApart(
      double bound, LoadedModel model, Rows calibration, INDArray features) throws ModelException {
    OnnxModel exact = OnnxExport.of(model).model();
    OnnxModel quantized = Quantizer.quantize(exact, calibration).model();
    int further = 0;
    try (OnnxRuntimePredictor before = OnnxRuntimePredictor.open(exact);
        OnnxRuntimePredictor after = OnnxRuntimePredictor.open(quantized)) {
      for (int row = 0; row < features.size(0); row++) {
        Rows one = TestRows.of(features.getRow(row, true), 1);
        double moved = Answers.of(after, one).largestDifference(Answers.of(before, one));
        further += moved < bound ? 0 : 1;
      }
    }
    return further;
  }

  private static Answers answers(OnnxModel model, Rows rows) throws ModelException {
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(model)) {
      return Answers.of(predictor, rows);
    }
  }

  private static MultiLayerNetwork lenet() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(5, 5).nOut(6).activation(Activation.RELU).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(
                    new ConvolutionLayer.Builder(5, 5).nOut(16).activation(Activation.RELU).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(84).activation(Activation.RELU).build())
                .layer(output(84))
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    return network;
  }

  private static OutputLayer output(int inputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(RandomNetworks.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
