package io.howdah.predict.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Draws small networks of layers that the compiler knows. */
final class RandomNetwork {
  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.IDENTITY,
          Activation.RELU,
          Activation.LEAKYRELU,
          Activation.ELU,
          Activation.SIGMOID,
          Activation.TANH,
          Activation.SOFTPLUS,
          Activation.SOFTMAX);

  private final Random random;

  RandomNetwork(long seed) {
    random = new Random(seed);
  }

  /** A chain of dense and other layers of features. */
  TestNetwork ofFeatures() {
    int width = 1 + random.nextInt(9);
    var conf = new NeuralNetConfiguration.Builder().list();
    // DL4J fails where dropout or an activation layer comes first
    conf.layer(random.nextBoolean() ? norm() : dense(1 + random.nextInt(9)));
    int layers = random.nextInt(5);
    for (int i = 0; i < layers; i++) {
      conf.layer(featureLayer());
    }
    return normalized(
        TestNetwork.of(
            conf.layer(output()).setInputType(InputType.feedForward(width)).build(), width));
  }

  /** Convolutions and poolings of an image, then perhaps dense layers. */
  TestNetwork ofImages() {
    int height = 6 + random.nextInt(5);
    int width = 6 + random.nextInt(5);
    int channels = 1 + random.nextInt(3);
    var conf = new NeuralNetConfiguration.Builder().convolutionMode(ConvolutionMode.Same).list();
    // the others keep the image's size, or halve it: it must not end smaller than a kernel
    conf.layer(convolution(pick(List.of(ConvolutionMode.Same, ConvolutionMode.Truncate))));
    int layers = random.nextInt(4);
    for (int i = 0; i < layers; i++) {
      conf.layer(imageLayer());
    }
    if (random.nextBoolean()) {
      conf.layer(new GlobalPoolingLayer(pick(List.of(PoolingType.MAX, PoolingType.AVG))));
    }
    if (random.nextBoolean()) {
      conf.layer(featureLayer());
    }
    InputType input = InputType.convolutional(height, width, channels);
    TestNetwork network =
        TestNetwork.of(conf.layer(output()).setInputType(input).build(), channels, height, width);
    return random.nextBoolean() ? network : network.with(new ImagePreProcessingScaler(-1, 1));
  }

  /** Branches that part and join again. */
  TestNetwork graph() {
    int width = 1 + random.nextInt(9);
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("v0")
            .setInputTypes(InputType.feedForward(width));
    int blocks = 1 + random.nextInt(3);
    for (int i = 0; i < blocks; i++) {
      block(graph, "v" + i, "v" + (i + 1));
    }
    return normalized(
        TestNetwork.of(
            graph.addLayer("out", output(), "v" + blocks).setOutputs("out").build(), width));
  }

  private void block(GraphBuilder graph, String from, String to) {
    int width = 1 + random.nextInt(6);
    int branches = 1 + random.nextInt(3);
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < branches; i++) {
      String end = to + "-" + i;
      // a dense layer first, so that all branches are as wide
      graph.addLayer(end, dense(width), from);
      if (random.nextBoolean()) {
        graph.addLayer(end + "x", pick(List.of(norm(), activationLayer())), end);
        end += "x";
      }
      ends.add(end);
    }
    graph.addVertex(to, join(branches), ends.toArray(String[]::new));
  }

  private GraphVertex join(int branches) {
    List<GraphVertex> vertices =
        new ArrayList<>(
            List.of(
                new MergeVertex(),
                new ElementWiseVertex(ElementWiseVertex.Op.Add),
                new ElementWiseVertex(ElementWiseVertex.Op.Product),
                new ElementWiseVertex(ElementWiseVertex.Op.Max),
                new ElementWiseVertex(ElementWiseVertex.Op.Average)));
    if (branches == 1) {
      vertices.addAll(List.of(new ScaleVertex(0.5), new ShiftVertex(1)));
    }
    if (branches == 2) {
      vertices.add(new ElementWiseVertex(ElementWiseVertex.Op.Subtract));
    }
    return pick(vertices);
  }

  private TestNetwork normalized(TestNetwork network) {
    DataNormalization normalizer =
        pick(
            List.of(
                new NormalizerStandardize(),
                new NormalizerMinMaxScaler(-1, 2),
                new ImagePreProcessingScaler()));
    if (random.nextBoolean()) {
      return network;
    }
    double scale = Math.pow(10, random.nextInt(5) - 2);
    var features = Nd4j.rand(20, network.width()).muli(scale).addi(scale * random.nextInt(3));
    boolean labelsToo = random.nextBoolean() && !(normalizer instanceof ImagePreProcessingScaler);
    normalizer.fitLabel(labelsToo);
    var labels = Nd4j.rand(20, network.model().outputs()).muli(30).addi(200);
    normalizer.fit(new DataSet(features, labels));
    return network.with(normalizer);
  }

  private Layer featureLayer() {
    return switch (random.nextInt(5)) {
      case 0 -> norm();
      case 1 -> activationLayer();
      case 2 -> new DropoutLayer(0.5);
      default -> dense(1 + random.nextInt(9));
    };
  }

  private Layer imageLayer() {
    return switch (random.nextInt(4)) {
      case 0 -> norm();
      case 1 ->
          new SubsamplingLayer.Builder(pick(List.of(PoolingType.MAX, PoolingType.AVG)))
              .kernelSize(2, 2)
              .stride(1 + random.nextInt(2), 1)
              .build();
      default -> convolution(ConvolutionMode.Same);
    };
  }

  private Layer convolution(ConvolutionMode mode) {
    return new ConvolutionLayer.Builder(1 + random.nextInt(3), 1 + random.nextInt(3))
        .nOut(1 + random.nextInt(4))
        .stride(1, 1 + random.nextInt(2))
        .convolutionMode(mode)
        .hasBias(random.nextBoolean())
        .activation(pick(ACTIVATIONS))
        .build();
  }

  private DenseLayer dense(int outputs) {
    return new DenseLayer.Builder()
        .nOut(outputs)
        .hasBias(random.nextBoolean())
        .activation(pick(ACTIVATIONS))
        .build();
  }

  private Layer norm() {
    return new BatchNormalization.Builder().useLogStd(random.nextBoolean()).build();
  }

  private Layer activationLayer() {
    return new ActivationLayer(pick(ACTIVATIONS));
  }

  private OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(2 + random.nextInt(4))
        .activation(pick(ACTIVATIONS))
        .build();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
