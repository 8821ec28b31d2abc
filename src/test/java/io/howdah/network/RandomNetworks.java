package io.howdah.network;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.Normalization;
import io.howdah.model.Task;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
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

/** Networks of all the shapes that Howdah must know, each from a seed. */
public final class RandomNetworks {
  public static final int CLASSES = 3;
  public static final int SIDE = 6;

  static {
    NativeBackend.prepare();
  }

  private final Random random;
  private final long seed;

  public RandomNetworks(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Dense layers of {@code inputs} features, with batch-norm and dropout between them. */
  public MultiLayerNetwork dense(int inputs) {
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
  public MultiLayerNetwork convolutional(int channels, boolean flat) {
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
  public ComputationGraph graph(int inputs) {
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
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addLayer("out", output(4), "sum")
                .setOutputs("out")
                .build());
    network.init();
    stir(network.getLayers());
    return network;
  }

  /** Records of numbers between 0 and 255, as they come. */
  public static INDArray records(int count, long seed, long... shape) {
    long[] all = new long[shape.length + 1];
    all[0] = count;
    System.arraycopy(shape, 0, all, 1, shape.length);
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.rand(all).muli(255);
  }

  /** One of the kinds, fitted to records of that shape. */
  public Optional<Normalization> normalizer(long... shape) {
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

  public static LoadedModel loaded(
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

  /** A chain of layers of rows, perhaps behind a normaliser. */
  public LoadedModel ofRows() {
    int width = 1 + random.nextInt(9);
    List<Layer> layers = new ArrayList<>();
    // DL4J fails where an activation layer comes first, and may where dropout is not after dense
    layers.add(random.nextBoolean() ? batchNorm(0) : anyDense());
    for (int i = random.nextInt(5); i > 0; i--) {
      layers.add(layerOfRows());
    }
    if (random.nextBoolean()) {
      layers.add(anyDense());
      layers.add(new DropoutLayer(0.5));
    }
    return normalised(chain(layers, InputType.feedForward(width)), width);
  }

  private Layer layerOfRows() {
    return switch (random.nextInt(4)) {
      case 0 -> batchNorm(0);
      case 1 -> new ActivationLayer(anyActivation());
      default -> anyDense();
    };
  }

  /**
   * Convolutions and poolings of an image, then perhaps dense layers.
   *
   * @param padded true for layers that pad, too
   */
  public LoadedModel ofImages(boolean padded) {
    int height = 7 + random.nextInt(4);
    int width = 7 + random.nextInt(4);
    int channels = 1 + random.nextInt(3);
    List<Layer> layers = new ArrayList<>();
    // the others keep the image's size, or halve it: it must not end smaller than a kernel
    layers.add(anyConvolution(pick(List.of(ConvolutionMode.Same, ConvolutionMode.Truncate))));
    for (int i = random.nextInt(4); i > 0; i--) {
      layers.add(layerOfImages(padded));
    }
    if (random.nextBoolean()) {
      layers.add(new GlobalPoolingLayer(pick(List.of(PoolingType.MAX, PoolingType.AVG))));
    }
    if (random.nextBoolean()) {
      layers.add(layerOfRows());
    }
    Model network = chain(layers, InputType.convolutional(height, width, channels));
    Optional<Normalization> normalizer =
        random.nextBoolean()
            ? Optional.of(Normalization.of(new ImagePreProcessingScaler(-1, 1)))
            : Optional.empty();
    return loaded(network, normalizer, channels, height, width);
  }

  private Layer layerOfImages(boolean padded) {
    return switch (random.nextInt(padded ? 5 : 4)) {
      case 0 -> batchNorm(0);
      case 1 ->
          new SubsamplingLayer.Builder(pick(List.of(PoolingType.MAX, PoolingType.AVG)))
              .kernelSize(2, 1 + random.nextInt(2))
              .stride(1 + random.nextInt(2), 1)
              .convolutionMode(ConvolutionMode.Same)
              .build();
      case 4 -> new ZeroPaddingLayer(random.nextInt(2), 1, 0, random.nextInt(2));
      default -> anyConvolution(ConvolutionMode.Same);
    };
  }

  /** Layers of a sequence, pooled at the end. */
  public LoadedModel ofSequences() {
    int size = 1 + random.nextInt(6);
    int steps = 2 + random.nextInt(8);
    List<Layer> layers = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      layers.add(layerOfSequences());
    }
    layers.add(new GlobalPoolingLayer(pick(List.of(PoolingType.MAX, PoolingType.SUM))));
    return loaded(chain(layers, InputType.recurrent(size, steps)), Optional.empty(), size, steps);
  }

  private Layer layerOfSequences() {
    int size = 1 + random.nextInt(9);
    return switch (random.nextInt(4)) {
      case 0 -> new SimpleRnn.Builder().nOut(size).activation(Activation.TANH).build();
      case 1 ->
          new Convolution1DLayer.Builder(1 + random.nextInt(3))
              .nOut(size)
              .convolutionMode(pick(List.of(ConvolutionMode.Same, ConvolutionMode.Causal)))
              .activation(anyActivation())
              .build();
      default -> new LSTM.Builder().nOut(size).activation(Activation.TANH).build();
    };
  }

  /** A graph of blocks of branches that meet again, perhaps behind a normaliser. */
  public LoadedModel ofBranches() {
    int width = 1 + random.nextInt(9);
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .graphBuilder()
            .addInputs("v0")
            .setInputTypes(InputType.feedForward(width));
    int blocks = 1 + random.nextInt(3);
    for (int i = 0; i < blocks; i++) {
      addBlock(graph, "v" + i, "v" + (i + 1));
    }
    ComputationGraph network =
        new ComputationGraph(
            graph.addLayer("out", anyOutput(), "v" + blocks).setOutputs("out").build());
    network.init();
    stir(network.getLayers());
    return normalised(network, width);
  }

  private void addBlock(GraphBuilder graph, String from, String to) {
    int width = 1 + random.nextInt(6);
    int branches = 1 + random.nextInt(3);
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < branches; i++) {
      String end = to + "-" + i;
      // a dense layer first, so that all branches are as wide
      graph.addLayer(end, anyDense(width), from);
      if (random.nextBoolean()) {
        graph.addLayer(
            end + "x", pick(List.of(batchNorm(0), new ActivationLayer(anyActivation()))), end);
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

  private MultiLayerNetwork chain(List<Layer> layers, InputType input) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .list();
    layers.forEach(list::layer);
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.layer(anyOutput()).setInputType(input).build());
    network.init();
    stir(network.getLayers());
    return network;
  }

  /** Behind a normaliser, fitted to labels or not, or behind none. */
  private LoadedModel normalised(Model network, int width) {
    if (random.nextBoolean()) {
      return loaded(network, Optional.empty(), width);
    }
    DataNormalization normalizer =
        pick(
            List.of(
                new NormalizerStandardize(),
                new NormalizerMinMaxScaler(-1, 2),
                new ImagePreProcessingScaler()));
    double scale = Math.pow(10, random.nextInt(5) - 2);
    INDArray features = Nd4j.rand(20, width).muli(scale).addi(scale * random.nextInt(3));
    normalizer.fitLabel(random.nextBoolean() && !(normalizer instanceof ImagePreProcessingScaler));
    normalizer.fit(new DataSet(features, Nd4j.rand(20, CLASSES).muli(30).addi(200)));
    return loaded(network, Optional.of(Normalization.of(normalizer)), width);
  }

  private Layer anyConvolution(ConvolutionMode mode) {
    return new ConvolutionLayer.Builder(1 + random.nextInt(3), 1 + random.nextInt(3))
        .nOut(1 + random.nextInt(4))
        .stride(1, 1 + random.nextInt(2))
        .convolutionMode(mode)
        .hasBias(random.nextBoolean())
        .activation(anyActivation())
        .build();
  }

  private DenseLayer anyDense() {
    return anyDense(1 + random.nextInt(9));
  }

  private DenseLayer anyDense(int outputs) {
    return new DenseLayer.Builder()
        .nOut(outputs)
        .hasBias(random.nextBoolean())
        .activation(anyActivation())
        .build();
  }

  private OutputLayer anyOutput() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(CLASSES)
        .activation(anyActivation())
        .build();
  }

  private Activation anyActivation() {
    return pick(
        List.of(
            Activation.IDENTITY,
            Activation.RELU,
            Activation.LEAKYRELU,
            Activation.ELU,
            Activation.SIGMOID,
            Activation.TANH,
            Activation.SOFTPLUS,
            Activation.SOFTMAX,
            Activation.SWISH));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
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
  private void stir(org.deeplearning4j.nn.api.Layer[] layers) {
    for (org.deeplearning4j.nn.api.Layer layer : layers) {
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
