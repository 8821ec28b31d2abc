package io.howdah.predict.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FoldingTest {
  private static final InputType FEATURES = InputType.feedForward(4);
  private static final InputType IMAGE = InputType.convolutional(5, 5, 2);

  @Test
  void aNormalisationAfterADenseLayerBecomesPartOfIt() throws Exception {
    TestNetwork network = of(FEATURES, dense(), new BatchNormalization());
    assertThat(steps(network, true)).containsExactly("Dense", "Dense");
    assertThat(steps(network, false)).containsExactly("Dense", "Affine", "Dense");
  }

  @Test
  void aNormalisationAfterAnActivationBecomesPartOfTheNextLayer() throws Exception {
    Layer activation = new ActivationLayer(Activation.RELU);
    TestNetwork network = of(FEATURES, dense(), activation, new BatchNormalization());
    assertThat(steps(network, true)).containsExactly("Dense", "Activation", "Dense");
  }

  @Test
  void aNormaliserBecomesPartOfTheFirstLayer() throws Exception {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(Nd4j.rand(9, 4), Nd4j.rand(9, 4)));
    TestNetwork network = of(FEATURES, dense()).with(normalizer);
    assertThat(steps(network, true)).containsExactly("Dense", "Dense");
  }

  @Test
  void aShiftStaysOutsideOfAConvolutionThatPadsWithZeros() throws Exception {
    assertThat(steps(convolution(ConvolutionMode.Truncate), true))
        .startsWith("Reshape", "Convolution");
    assertThat(steps(convolution(ConvolutionMode.Same), true))
        .startsWith("Reshape", "Affine", "Convolution");
  }

  @Test
  void anActivationOverwritesOnlyWhatNothingElseReads() throws Exception {
    assertThat(inPlace("activation")).isTrue();
    assertThat(inPlace("dense", "activation")).isFalse();
  }

  /** Whether an activation of a dense layer does, where the vertex after it reads these. */
  private static boolean inPlace(String... read) throws Exception {
    var graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(FEATURES)
            .addLayer("dense", dense(), "in")
            .addLayer("activation", new ActivationLayer(Activation.RELU), "dense")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), read)
            .addLayer("out", output(), "sum")
            .setOutputs("out");
    CompiledNetwork network =
        Folding.fold(NetworkCompiler.compile(TestNetwork.of(graph.build(), 4).model()), true);
    return network.nodes().stream()
        .map(CompiledNetwork.Node::step)
        .filter(ActivationStep.class::isInstance)
        .map(ActivationStep.class::cast)
        .findFirst()
        .orElseThrow()
        .inPlace();
  }

  private static List<String> steps(TestNetwork network, boolean fold) throws Exception {
    return Folding.fold(NetworkCompiler.compile(network.model()), fold).nodes().stream()
        .map(node -> node.step().getClass().getSimpleName().replace("Step", ""))
        .toList();
  }

  private static TestNetwork convolution(ConvolutionMode mode) {
    return of(
        IMAGE,
        new BatchNormalization(),
        new ConvolutionLayer.Builder(3, 3)
            .nOut(2)
            .convolutionMode(mode)
            .activation(Activation.IDENTITY)
            .build(),
        new GlobalPoolingLayer(PoolingType.MAX));
  }

  private static TestNetwork of(InputType input, Layer... layers) {
    var conf = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      conf.layer(layer);
    }
    Integer[] shape = input == FEATURES ? new Integer[] {4} : new Integer[] {2, 5, 5};
    return TestNetwork.of(conf.layer(output()).setInputType(input).build(), shape);
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.IDENTITY).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }
}
