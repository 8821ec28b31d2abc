package io.howdah.predict.nd4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Each layer, activation and vertex alone, against {@code output()}. */
class LayersTest {
  private static final InputType FEATURES = InputType.feedForward(6);
  private static final InputType IMAGE = InputType.convolutional(9, 7, 2);

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      // RReLU draws its slope at random, and no record's score may
      names = {"RRELU"},
      mode = EnumSource.Mode.EXCLUDE)
  void activationsOfDenseLayers(Activation activation) throws Exception {
    assertDense(new DenseLayer.Builder().nOut(4).activation(activation).build());
    assertDense(new ActivationLayer(activation));
  }

  @ParameterizedTest
  @MethodSource
  void activationsWithParameters(IActivation activation) throws Exception {
    assertDense(new DenseLayer.Builder().nOut(4).activation(activation).build());
  }

  static Stream<IActivation> activationsWithParameters() {
    return Stream.of(
        new ActivationReLU(6.0, null, null),
        new ActivationReLU(null, 0.2, 0.1),
        new ActivationLReLU(0.3),
        new ActivationELU(0.7));
  }

  @ParameterizedTest
  @MethodSource
  void layersOfFeatures(Layer layer) throws Exception {
    assertDense(layer);
    assertDense(dense(5, Activation.RELU), layer);
    assertDense(dense(5, Activation.IDENTITY), layer);
  }

  static Stream<Layer> layersOfFeatures() {
    return Stream.of(
        new DenseLayer.Builder().nOut(1).build(),
        new DenseLayer.Builder().nOut(3).hasBias(false).build(),
        new DenseLayer.Builder().nOut(3).dropOut(0.5).activation(Activation.TANH).build(),
        new DropoutLayer(0.5),
        new BatchNormalization(),
        new BatchNormalization.Builder().useLogStd(false).eps(0.01).build(),
        new BatchNormalization.Builder().activation(Activation.TANH).build(),
        new BatchNormalization.Builder(true).build(),
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).build(),
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(3).build(),
        new FrozenLayer(dense(4, Activation.RELU)));
  }

  @ParameterizedTest
  @MethodSource
  void layersOfImages(Layer layer) throws Exception {
    assertImage(layer);
    assertImage(new BatchNormalization(), layer);
    assertImage(new ConvolutionLayer.Builder(2, 2).nOut(3).build(), layer);
  }

  static Stream<Layer> layersOfImages() {
    List<Layer> layers = new ArrayList<>();
    for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Same)) {
      layers.add(
          new ConvolutionLayer.Builder(3, 2)
              .nOut(4)
              .stride(2, 1)
              .convolutionMode(mode)
              .activation(Activation.RELU)
              .build());
      layers.add(
          new ConvolutionLayer.Builder(2, 3)
              .nOut(1)
              .dilation(2, 1)
              .convolutionMode(mode)
              .hasBias(false)
              .build());
      for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM)) {
        layers.add(
            new SubsamplingLayer.Builder(type)
                .kernelSize(3, 2)
                .stride(2, 2)
                .pnorm(2)
                .convolutionMode(mode)
                .build());
      }
    }
    layers.add(new ConvolutionLayer.Builder(3, 3).nOut(2).padding(1, 2).build());
    layers.add(new ConvolutionLayer.Builder(3, 3).nOut(2).activation(Activation.SOFTMAX).build());
    layers.add(
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(1, 1)
            .padding(1, 1)
            .avgPoolIncludePadInDivisor(true)
            .build());
    layers.add(
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(1, 1)
            .padding(1, 1)
            .build());
    layers.add(new BatchNormalization());
    layers.add(new BatchNormalization.Builder().useLogStd(false).build());
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.SUM)) {
      layers.add(new GlobalPoolingLayer(type));
      layers.add(new GlobalPoolingLayer.Builder(type).collapseDimensions(false).build());
    }
    return layers.stream();
  }

  /** DL4J itself fails where one of these is the first layer of an image. */
  @Test
  void layersAfterAConvolution() throws Exception {
    ConvolutionLayer convolution = new ConvolutionLayer.Builder(2, 2).nOut(3).build();
    assertImage(convolution, new DropoutLayer(0.5));
    assertImage(convolution, new ActivationLayer(Activation.RELU));
    assertImage(convolution, new ActivationLayer(Activation.RELU), new BatchNormalization());
  }

  @Test
  void anImageThatComesFlat() throws Exception {
    TestNetwork.of(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
                .layer(output())
                .setInputType(InputType.convolutionalFlat(5, 4, 2))
                .build(),
            40)
        .assertCompiles();
  }

  @Test
  void aLossLayerAtTheEnd() throws Exception {
    TestNetwork.of(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense(3, Activation.IDENTITY))
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(FEATURES)
                .build(),
            6)
        .assertCompiles();
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void elementWiseVertices(ElementWiseVertex.Op op) throws Exception {
    assertJoin(new ElementWiseVertex(op), 2);
    if (op != ElementWiseVertex.Op.Subtract) {
      assertJoin(new ElementWiseVertex(op), 3);
    }
  }

  @Test
  void mergeVertices() throws Exception {
    assertJoin(new MergeVertex(), 2);
    assertJoin(new MergeVertex(), 3);
  }

  @ParameterizedTest
  @MethodSource
  void verticesOfOneInput(GraphVertex vertex) throws Exception {
    assertJoin(vertex, 1);
  }

  static Stream<GraphVertex> verticesOfOneInput() {
    return Stream.of(
        new ScaleVertex(0.3),
        new ShiftVertex(-2),
        new ReshapeVertex(-1, 5),
        new MergeVertex(),
        new ElementWiseVertex(ElementWiseVertex.Op.Add));
  }

  @Test
  void imagesMergedByChannelAndFlattened() throws Exception {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(IMAGE)
            .addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "in")
            .addLayer("b", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "in")
            .addVertex("both", new MergeVertex(), "a", "b")
            .addVertex(
                "flat", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(9, 7, 5)), "both")
            .addLayer("out", output(), "flat")
            .setOutputs("out");
    TestNetwork.of(graph.build(), 2, 9, 7).assertCompiles();
  }

  @Test
  void anActivationLayerLeavesWhatOthersReadAlone() throws Exception {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(FEATURES)
            .addLayer("dense", dense(5, Activation.IDENTITY), "in")
            .addLayer("relu", new ActivationLayer(Activation.RELU), "dense")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "dense", "relu")
            .addLayer("out", output(), "sum")
            .setOutputs("out");
    TestNetwork.of(graph.build(), 6).assertCompiles();
  }

  @Test
  void aNetworkOfFloat64IsComputedInFloat32() throws Exception {
    ofType(DataType.DOUBLE).assertCompiles();
  }

  @Test
  void aNetworkWhoseOutputDiffersIsRefused() {
    assertThatThrownBy(() -> Nd4jPredictor.compile(ofType(DataType.FLOAT16).model()))
        .isInstanceOf(NotCompiledException.class)
        .hasMessageMatching("nd4j differs from output\\(\\) by \\S+ on random records");
  }

  private static TestNetwork ofType(DataType type) {
    return TestNetwork.of(
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .list()
            .layer(dense(5, Activation.TANH))
            .layer(output())
            .setInputType(FEATURES)
            .build(),
        6);
  }

  @Test
  void unknownLayersAreNamed() {
    TestNetwork network =
        TestNetwork.of(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nOut(3).build())
                .layer(new GlobalPoolingLayer(PoolingType.MAX))
                .layer(output())
                .setInputType(InputType.recurrent(2, 3))
                .build(),
            2,
            3);
    assertThatThrownBy(() -> Nd4jPredictor.compile(network.model()))
        .isInstanceOf(NotCompiledException.class)
        .hasMessage("nd4j does not know layer 0: LSTM");
  }

  @Test
  void unknownWaysOfALayerAreNamed() {
    TestNetwork network =
        TestNetwork.of(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense(3, Activation.RELU))
                .layer(new DenseLayer.Builder().nOut(3).hasLayerNorm(true).build())
                .layer(output())
                .setInputType(FEATURES)
                .build(),
            6);
    assertThatThrownBy(() -> Nd4jPredictor.compile(network.model()))
        .isInstanceOf(NotCompiledException.class)
        .hasMessage("nd4j does not know layer 1: DenseLayer with layer normalization");
  }

  @Test
  void unknownVerticesAreNamed() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(FEATURES)
            .addVertex("unit", new L2NormalizeVertex(), "in")
            .addLayer("out", output(), "unit")
            .setOutputs("out");
    assertThatThrownBy(() -> Nd4jPredictor.compile(TestNetwork.of(graph.build(), 6).model()))
        .isInstanceOf(NotCompiledException.class)
        .hasMessage("nd4j does not know vertex unit: L2NormalizeVertex");
  }

  /** The layers between the features and an output layer. */
  private static void assertDense(Layer... layers) throws Exception {
    assertCompiles(FEATURES, new Integer[] {6}, layers);
  }

  private static void assertImage(Layer... layers) throws Exception {
    assertCompiles(IMAGE, new Integer[] {2, 9, 7}, layers);
  }

  private static void assertCompiles(InputType input, Integer[] shape, Layer... layers)
      throws Exception {
    NeuralNetConfiguration.ListBuilder conf = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      conf.layer(layer.clone());
    }
    TestNetwork.of(conf.layer(output()).setInputType(input).build(), shape).assertCompiles();
  }

  /** A vertex that joins dense layers. */
  private static void assertJoin(GraphVertex vertex, int inputs) throws Exception {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder().graphBuilder().addInputs("in").setInputTypes(FEATURES);
    String[] names = new String[inputs];
    for (int i = 0; i < inputs; i++) {
      names[i] = "dense" + i;
      graph.addLayer(names[i], dense(5, Activation.TANH), "in");
    }
    graph.addVertex("joined", vertex, names).addLayer("out", output(), "joined").setOutputs("out");
    TestNetwork.of(graph.build(), 6).assertCompiles();
  }

  private static DenseLayer dense(int outputs, Activation activation) {
    return new DenseLayer.Builder().nOut(outputs).activation(activation).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
