package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.ModelException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GraphExportTest {
  private static GraphBuilder graph(InputType input) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(input)
        .setOutputs("out");
  }

  private static OutputLayer softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(5).build();
  }

  static Stream<GraphVertex> ofTwo() {
    return Stream.concat(
        Stream.of(ElementWiseVertex.Op.values()).map(ElementWiseVertex::new),
        Stream.of(new MergeVertex()));
  }

  @ParameterizedTest
  @MethodSource("ofTwo")
  void exportsAVertexOfTwoInputs(GraphVertex vertex) throws Exception {
    export(
        model(
            network(
                graph(InputType.feedForward(4))
                    .addLayer("a", dense(), "in")
                    .addLayer("b", dense(), "in")
                    .addVertex("v", vertex, "a", "b")
                    .addLayer("out", softmax(), "v")
                    .build()),
            3,
            4));
  }

  @ParameterizedTest
  @MethodSource("ofTwo")
  void exportsAVertexOfTwoImages(GraphVertex vertex) throws Exception {
    ConvolutionLayer.Builder conv = new ConvolutionLayer.Builder(2, 2).nOut(3);
    export(
        model(
            network(
                graph(InputType.convolutional(5, 6, 2))
                    .addLayer("a", conv.build(), "in")
                    .addLayer("n", new BatchNormalization(), "a")
                    .addLayer("b", conv.build(), "in")
                    .addVertex("v", vertex, "n", "b")
                    .addLayer("out", softmax(), "v")
                    .build()),
            3,
            2,
            5,
            6));
  }

  static Stream<GraphVertex> ofOne() {
    return Stream.of(
        new ScaleVertex(2.5), new ShiftVertex(-1), new SubsetVertex(1, 3), new L2NormalizeVertex());
  }

  @ParameterizedTest
  @MethodSource("ofOne")
  void exportsAVertexOfOneInput(GraphVertex vertex) throws Exception {
    export(
        model(
            network(
                graph(InputType.feedForward(4))
                    .addLayer("a", dense(), "in")
                    .addVertex("v", vertex, "a")
                    .addLayer("out", softmax(), "v")
                    .build()),
            3,
            4));
  }

  @Test
  void exportsABlockWithAShortcut() throws Exception {
    export(
        model(
            network(
                graph(InputType.feedForward(5))
                    .addLayer("norm", new BatchNormalization(), "in")
                    .addLayer("a", dense(), "norm")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "a")
                    .addLayer("out", softmax(), "sum")
                    .build()),
            3,
            5));
  }

  @Test
  void exportsTheLastStepOfASequence() throws Exception {
    export(
        model(
            network(
                graph(InputType.recurrent(4, 6))
                    .addLayer("lstm", new LSTM.Builder().nOut(5).build(), "in")
                    .addVertex("last", new LastTimeStepVertex("in"), "lstm")
                    .addLayer("out", softmax(), "last")
                    .build()),
            3,
            4,
            6));
  }

  @Test
  void namesTheVertexThatItDoesNotKnow() {
    assertThatThrownBy(
            () ->
                export(
                    model(
                        network(
                            graph(InputType.convolutional(5, 6, 2))
                                .addVertex("strange", new PoolHelperVertex(), "in")
                                .addLayer("out", softmax(), "strange")
                                .build()),
                        3,
                        2,
                        5,
                        6)))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot export vertex strange (PoolHelperVertex) to ONNX: Howdah does not know this"
                + " kind of vertex (use engine nd4j or dl4j)");
  }
}
