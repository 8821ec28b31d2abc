package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Random small networks of both kinds, a few dozen a run; the export compares them with DL4J. */
class ExportPropertiesTest {
  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.RELU,
          Activation.TANH,
          Activation.SIGMOID,
          Activation.ELU,
          Activation.LEAKYRELU,
          Activation.SWISH,
          Activation.SOFTPLUS,
          Activation.IDENTITY);

  private static <T> T one(SplittableRandom random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Activation activation(SplittableRandom random) {
    return one(random, ACTIVATIONS);
  }

  /** Dropout follows a dense layer: after another, DL4J's own {@code output()} may throw. */
  private static void addLayerOfRows(SplittableRandom random, List<Layer> layers) {
    if (random.nextInt(5) == 0) {
      layers.add(new BatchNormalization());
      return;
    }
    layers.add(
        new DenseLayer.Builder()
            .nOut(1 + random.nextInt(20))
            .hasBias(random.nextInt(4) > 0)
            .activation(activation(random))
            .build());
    if (random.nextInt(3) == 0) {
      layers.add(new DropoutLayer(0.7));
    }
  }

  private static Layer ofImages(SplittableRandom random) {
    ConvolutionMode mode = one(random, List.of(ConvolutionMode.Same, ConvolutionMode.Truncate));
    return switch (random.nextInt(5)) {
      case 0 -> new BatchNormalization();
      case 1 -> new ZeroPaddingLayer(random.nextInt(2), 1, 0, random.nextInt(2));
      case 2 ->
          new SubsamplingLayer.Builder(one(random, List.of(PoolingType.MAX, PoolingType.AVG)))
              .kernelSize(2, 1 + random.nextInt(2))
              .stride(1, 1 + random.nextInt(2))
              .convolutionMode(mode)
              .build();
      default ->
          new ConvolutionLayer.Builder(1 + random.nextInt(2), 1 + random.nextInt(2))
              .nOut(1 + random.nextInt(9))
              .stride(1, 1)
              .convolutionMode(mode)
              .activation(activation(random))
              .build();
    };
  }

  private static Layer ofSequences(SplittableRandom random) {
    int size = 1 + random.nextInt(9);
    return switch (random.nextInt(4)) {
      case 0 -> new SimpleRnn.Builder().nOut(size).activation(Activation.TANH).build();
      case 1 ->
          new Convolution1DLayer.Builder(1 + random.nextInt(3))
              .nOut(size)
              .convolutionMode(one(random, List.of(ConvolutionMode.Same, ConvolutionMode.Causal)))
              .activation(activation(random))
              .build();
      default -> new LSTM.Builder().nOut(size).activation(Activation.TANH).build();
    };
  }

  private static Layer softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static void exports(InputType input, List<Layer> layers, int... shape) throws Exception {
    layers.add(softmax());
    export(
        model(
            network(
                new NeuralNetConfiguration.Builder()
                    .seed(9)
                    .list(layers.toArray(Layer[]::new))
                    .setInputType(input)
                    .build()),
            3,
            shape));
  }

  @Property(tries = 15)
  void everyNetworkOfRows(@ForAll long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int width = 1 + random.nextInt(12);
    List<Layer> layers = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      addLayerOfRows(random, layers);
    }
    exports(InputType.feedForward(width), layers, width);
  }

  @Property(tries = 15)
  void everyNetworkOfImages(@ForAll long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int channels = 1 + random.nextInt(3);
    int height = 7 + random.nextInt(4);
    int width = 10 + random.nextInt(7);
    List<Layer> layers = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      layers.add(ofImages(random));
    }
    layers.add(
        random.nextBoolean()
            ? new GlobalPoolingLayer(PoolingType.AVG)
            : new DenseLayer.Builder().nOut(6).activation(activation(random)).build());
    exports(InputType.convolutional(height, width, channels), layers, channels, height, width);
  }

  @Property(tries = 10)
  void everyNetworkOfSequences(@ForAll long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int size = 1 + random.nextInt(6);
    int steps = 2 + random.nextInt(8);
    List<Layer> layers = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      layers.add(ofSequences(random));
    }
    layers.add(new GlobalPoolingLayer(one(random, List.of(PoolingType.MAX, PoolingType.SUM))));
    exports(InputType.recurrent(size, steps), layers, size, steps);
  }

  /** A chain of blocks, each of two branches that meet again, behind a normaliser. */
  @Property(tries = 15)
  void everyGraph(@ForAll long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int width = 2 + random.nextInt(8);
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(9)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(width))
            .setOutputs("out");
    String last = "in";
    for (int block = random.nextInt(3); block >= 0; block--) {
      int size = 1 + random.nextInt(9);
      graph
          .addLayer("a" + block, dense(random, size), last)
          .addLayer("n" + block, new BatchNormalization(), "a" + block)
          .addLayer("b" + block, dense(random, size), last);
      last = "v" + block;
      if (random.nextInt(3) == 0) {
        graph.addVertex(last, new MergeVertex(), "n" + block, "b" + block);
      } else {
        ElementWiseVertex.Op op = one(random, List.of(ElementWiseVertex.Op.values()));
        graph.addVertex(last, new ElementWiseVertex(op), "n" + block, "b" + block);
      }
    }
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fitLabel(random.nextBoolean());
    normalizer.fit(
        new DataSet(
            Nd4j.rand(DataType.FLOAT, 30, width).muli(20).addi(random.nextInt(50)),
            Nd4j.rand(DataType.FLOAT, 30, 3)));
    export(model(network(graph.addLayer("out", softmax(), last).build()), normalizer, 3, width));
  }

  private static DenseLayer dense(SplittableRandom random, int size) {
    return new DenseLayer.Builder().nOut(size).activation(activation(random)).build();
  }
}
