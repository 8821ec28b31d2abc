package io.howdah.predict.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.network.NetworkReader;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NetworkCompilerTest {
  private static final InputType FEATURES = InputType.feedForward(4);

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
        NetworkCompiler.compile(NetworkReader.read(TestNetwork.of(graph.build(), 4).model()));
    return network.nodes().stream()
        .map(CompiledNetwork.Node::step)
        .filter(ActivationStep.class::isInstance)
        .map(ActivationStep.class::cast)
        .findFirst()
        .orElseThrow()
        .inPlace();
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
