package io.howdah.optimize;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.Normalization;
import io.howdah.model.Task;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of all the shapes that the passes must know, each from a seed. */
final class RandomNetworks {
  static final int CLASSES = 3;
  static final int SIDE = 6;

  static {
    NativeBackend.prepare();
  }

  private final Random random;
  private final long seed;

  RandomNetworks(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Dense layers of {@code inputs} features, with batch-norm and dropout between them. */
  MultiLayerNetwork dense(int inputs) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(seed).list();
    int layers = 1 + random.nextInt(3);
    int width = inputs;
    for (int i = 0; i < layers; i++) {
      int next = 2 + random.nextInt(8);
      boolean normAfterProduct = random.nextBoolean();
      DenseLayer.Builder dense = new DenseLayer.Builder().nIn(width).nOut(next);
      dense.hasBias(random.nextInt(4) > 0);
      dense.activation(normAfterProduct ? Activation.IDENTITY : activation());
      list.layer(random.nextBoolean() ? dense.dropOut(0.5).build() : dense.build());
      width = next;
      if (normAfterProduct || random.nextBoolean()) {
        list.layer(batchNorm(width));
      }
      if (normAfterProduct) {
        list.layer(new ActivationLayer(activation()));
      }
      if (random.nextBoolean()) {
        list.layer(new DropoutLayer.Builder(0.5).build());
      }
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.layer(output(width)).build());
    network.init();
    stir(network.getLayers());
    return network;
  }

  /** Convolutions over pictures of {@code SIDE * SIDE}, from flat records or not. */
  MultiLayerNetwork convolutional(int channels, boolean flat) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(seed).list();
    boolean normAfterProduct = random.nextBoolean();
    list.layer(
        new ConvolutionLayer.Builder(3, 3)
            .nOut(2 + random.nextInt(4))
            .convolutionMode(random.nextBoolean() ? ConvolutionMode.Same : ConvolutionMode.Truncate)
            .activation(normAfterProduct ? Activation.IDENTITY : activation())
            .build());
    list.layer(batchNorm(0));
    if (normAfterProduct) {
      list.layer(new ActivationLayer(activation()));
    }
    switch (random.nextInt(3)) {
      case 0 -> list.layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build());
      case 1 ->
          list.layer(
              new ConvolutionLayer.Builder(2, 2)
                  .nOut(3)
                  .padding(random.nextInt(2), 0)
                  .activation(activation())
                  .build());
      default -> {} // straight on to the dense layer
    }
    list.layer(new DenseLayer.Builder().nOut(5).activation(activation()).build());
    list.layer(output(5));
    list.setInputType(
        flat
            ? InputType.convolutionalFlat(SIDE, SIDE, channels)
            : InputType.convolutional(SIDE, SIDE, channels));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    stir(network.getLayers());
    return network;
  }

  /** A graph with a branch: one batch-norm can be folded, the one that two layers read cannot. */
  ComputationGraph graph(int inputs) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "dense",
                    new DenseLayer.Builder()
                        .nIn(inputs)
                        .nOut(6)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "in")
                .addLayer("norm", batchNorm(6), "dense")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("drop", new DropoutLayer.Builder(0.5).build(), "relu")
                .addLayer(
                    "left",
                    new DenseLayer.Builder().nIn(6).nOut(4).activation(activation()).build(),
                    "drop")
                .addLayer("shared", batchNorm(6), "drop")
                .addLayer(
                    "right",
                    new DenseLayer.Builder().nIn(6).nOut(4).activation(activation()).build(),
                    "shared")
                .addVertex(
                    "sum",
                    new org.deeplearning4j.nn.conf.graph.ElementWiseVertex(
                        org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add),
                    "left",
                    "right")
                .addLayer("out", output(4), "sum")
                .setOutputs("out")
                .build());
    network.init();
    stir(network.getLayers());
    return network;
  }

  /** Records of numbers between 0 and 255, as they come. */
  static INDArray records(int count, long seed, long... shape) {
    long[] all = new long[shape.length + 1];
    all[0] = count;
    System.arraycopy(shape, 0, all, 1, shape.length);
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.rand(all).muli(255);
  }

  /** One of the kinds, fitted to records of that shape. */
  Optional<Normalization> normalizer(long... shape) {
    DataSet data = new DataSet(records(50, seed, shape), Nd4j.zeros(50, 1));
    DataNormalization normalizer =
        switch (random.nextInt(4)) {
          case 0 -> new NormalizerStandardize();
          case 1 -> new NormalizerMinMaxScaler(-1, 1);
          case 2 -> new ImagePreProcessingScaler(random.nextBoolean() ? 0 : -1, 1);
          default -> null;
        };
    if (normalizer != null) {
      normalizer.fit(data);
    }
    return Optional.ofNullable(normalizer).map(Normalization::of);
  }

  static LoadedModel loaded(
      Model network, Optional<Normalization> normalizer, Integer... inputShape) {
    int width =
        IntStream.of(IntStream.range(0, inputShape.length).map(i -> inputShape[i]).toArray())
            .reduce(1, (a, b) -> a * b);
    List<Feature> features =
        IntStream.range(0, width)
            .<Feature>mapToObj(i -> new Feature.Numeric("p" + i, Float.NaN))
            .toList();
    ModelCard card =
        new ModelCard(
            "random",
            "1",
            new RecordSchema("id", Optional.empty(), features),
            List.of(inputShape),
            Task.CLASSIFICATION,
            List.of("a", "b", "c"),
            "0".repeat(64));
    return new LoadedModel(card, network, normalizer, CLASSES);
  }

  private BatchNormalization batchNorm(int width) {
    BatchNormalization.Builder norm =
        random.nextInt(4) == 0
            ? new BatchNormalization.Builder(1.5, 0.5, true)
            : new BatchNormalization.Builder();
    // DL4J ignores an activation here, and so must the passes
    norm.useLogStd(random.nextBoolean()).activation(Activation.RELU);
    return width == 0 ? norm.build() : norm.nIn(width).nOut(width).build();
  }

  private static OutputLayer output(int inputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private Activation activation() {
    Activation[] some = {
      Activation.RELU, Activation.TANH, Activation.SIGMOID, Activation.LEAKYRELU
    };
    return some[random.nextInt(some.length)];
  }

  /** Gives batch-norms the statistics of a trained network. */
  private void stir(Layer[] layers) {
    for (Layer layer : layers) {
      layer
          .paramTable()
          .forEach(
              (name, array) -> {
                switch (name) {
                  case "mean", "beta", "b" -> array.assign(Nd4j.randn(array.shape()).muli(0.3));
                  case "var" -> array.assign(Nd4j.rand(array.shape()).addi(0.2));
                  case "log10stdev" -> array.assign(Nd4j.rand(array.shape()).subi(0.5).muli(0.6));
                  case "gamma" -> array.assign(Nd4j.randn(array.shape()).muli(0.3).addi(1));
                  default -> {} // weights are random already
                }
              });
    }
  }
}
