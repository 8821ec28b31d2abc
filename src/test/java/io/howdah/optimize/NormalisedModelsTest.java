package io.howdah.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.model.Drift;
import io.howdah.model.Fingerprint;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.model.Normalization;
import io.howdah.model.Task;
import io.howdah.network.RandomNetworks;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.Prediction;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import io.howdah.predict.onnx.OnnxFile;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MultiDataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerHybrid;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Whatever normaliser a model comes with, every engine and every variant answers what a user of
 * DL4J computes by hand: normalise, {@code output()}, revert the labels.
 */
class NormalisedModelsTest {
  private static final int ROWS = 24;

  static {
    NativeBackend.prepare();
  }

  @TempDir private Path folder;

  /** How the labels of a regression may lie: mean and spread. */
  private enum Labels {
    PRICES(300, 110),
    SHARES(0.002, 0.0004),
    YEARS(2000, 5);

    private final double mean;
    private final double spread;

    Labels(double mean, double spread) {
      this.mean = mean;
      this.spread = spread;
    }
  }

  /** Makes a normaliser, of the labels too or not. */
  private interface Kind {
    Normalizer<?> make(boolean labelsToo);
  }

  /** One of the kinds that DL4J stores, on one network. */
  private record Case(
      Normalizer<?> normalizer, int kind, boolean labelsToo, Labels labels, String network) {
    /** A pixel scaler is not fitted to anything. */
    boolean reverts() {
      return labelsToo && !(normalizer instanceof ImagePreProcessingScaler);
    }

    @Override
    public String toString() {
      return normalizer.getClass().getSimpleName()
          + " "
          + kind
          + (labelsToo ? ", of " + labels + "," : "")
          + " on "
          + network;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          labelsToo -> fitted(new NormalizerStandardize(), labelsToo),
          labelsToo -> fitted(new NormalizerMinMaxScaler(), labelsToo),
          labelsToo -> fitted(new NormalizerMinMaxScaler(-1, 2), labelsToo),
          labelsToo -> fitted(new ImagePreProcessingScaler(-1, 1), false),
          labelsToo -> fitted(new ImagePreProcessingScaler(0, 1, 4), false),
          labelsToo -> {
            MultiNormalizerStandardize normalizer = new MultiNormalizerStandardize();
            normalizer.fitLabel(labelsToo);
            return normalizer;
          },
          labelsToo -> {
            MultiNormalizerMinMaxScaler normalizer = new MultiNormalizerMinMaxScaler(-2, 3);
            normalizer.fitLabel(labelsToo);
            return normalizer;
          },
          labelsToo ->
              labelsToo
                  ? new MultiNormalizerHybrid().standardizeAllInputs().minMaxScaleAllOutputs(1, 3)
                  : new MultiNormalizerHybrid().minMaxScaleInput(0, -1, 1),
          labelsToo ->
              labelsToo
                  ? new MultiNormalizerHybrid().minMaxScaleAllInputs().standardizeOutput(0)
                  : new MultiNormalizerHybrid().standardizeInput(0),
          labelsToo ->
              labelsToo
                  ? new MultiNormalizerHybrid().standardizeAllOutputs()
                  : new MultiNormalizerHybrid().standardizeAllInputs());

  private static DataNormalization fitted(DataNormalization normalizer, boolean labelsToo) {
    normalizer.fitLabel(labelsToo);
    return normalizer;
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String[] networks = {"regression", "vector", "graph", "image"};
    for (boolean labelsToo : new boolean[] {true, false}) {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        for (int i = 0; i < networks.length; i++) {
          if (!labelsToo && kind % networks.length != i) {
            continue;
          }
          Labels labels = Labels.values()[(kind + i) % Labels.values().length];
          Normalizer<?> normalizer = KINDS.get(kind).make(labelsToo);
          cases.add(new Case(normalizer, kind, labelsToo, labels, networks[i]));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyEngineAndVariantAnswersAsDl4jDoesByHand(Case tried) throws Exception {
    long seed = tried.kind + 31L * tried.network.hashCode();
    Saved saved = save(tried, seed);
    float[][] oracle = saved.byHand();
    for (Engine engine : Engine.values()) {
      try (Predictor predictor = Engines.open(saved.card, saved.file, engine)) {
        assertThat(predictor.engine()).isEqualTo(engine.text());
        saved.assertAnswers(predictor, oracle, 2e-5, engine.text());
      }
    }
    try (LoadedModel model = ModelLoader.load(saved.file, saved.card)) {
      VariantBuilder builder = new VariantBuilder(model, TestRows.of(saved.features, ROWS / 2));
      for (Variant variant : Variant.all()) {
        BuiltVariant built = builder.build(variant, folder);
        ModelCard card = with(saved.card, built.file());
        Engine engine = OnnxFile.isOnnx(built.file()) ? Engine.ONNXRUNTIME : Engine.ND4J;
        try (Predictor predictor = Engines.open(card, built.file(), engine)) {
          String what = variant + " " + built.passes();
          switch (variant) {
            case FOLDED, ONNX -> saved.assertAnswers(predictor, oracle, 2e-5, what);
            case HALF -> saved.assertNear(predictor, oracle, 0.05, what);
            case INT8 -> saved.assertNear(predictor, oracle, 0.2, what);
          }
        }
      }
    }
  }

  /** Minus 0.0856 of a spread of 108 about 300 is no price of minus nine cents. */
  @Test
  void aRegressionIsPublishedInTheUnitsOfItsLabels() throws Exception {
    NormalizerStandardize normalizer =
        new NormalizerStandardize(
            Nd4j.createFromArray(new float[] {10}),
            Nd4j.createFromArray(new float[] {2}),
            Nd4j.createFromArray(new float[] {300}),
            Nd4j.createFromArray(new float[] {108.18f}));
    MultiLayerNetwork network = (MultiLayerNetwork) line();
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);
    ModelSerializer.addNormalizerToModel(file.toFile(), normalizer);
    ModelCard card = card("line", file, Task.REGRESSION, 1);
    for (Engine engine : Engine.values()) {
      try (Predictor predictor = Engines.open(card, file, engine)) {
        assertThat(predictor.engine()).isEqualTo(engine.text());
        Scores scores = new Scores(2, 1);
        INDArray features = Nd4j.createFromArray(new float[][] {{9.8288f}, {14}});
        predictor.predict(TestRows.of(features, 2).batches().get(0), 0, 2, scores);
        // ((9.8288 - 10) / 2) * 108.18 + 300, ((14 - 10) / 2) * 108.18 + 300
        assertThat(scores.at(0, 0)).isCloseTo(290.7398f, within(1e-3f));
        assertThat(scores.at(1, 0)).isCloseTo(516.36f, within(1e-3f));
        Interpreter meaning = Interpreter.of(card, false);
        assertThat(meaning.prediction(scores, 0))
            .isEqualTo(new Prediction.Value(scores.at(0, 0), Prediction.NO_SCORES));
      }
    }
  }

  /** Gives its only input back. */
  private static Model line() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(1)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    network.setParam("0_W", Nd4j.ones(DataType.FLOAT, 1, 1));
    network.setParam("0_b", Nd4j.zeros(DataType.FLOAT, 1, 1));
    return network;
  }

  /** A wrong answer is as wrong where the labels are a million give or take one. */
  @Test
  void theErrorOfAVariantIsMeasuredAgainstTheSpreadOfTheLabels() {
    NormalizerStandardize normalizer =
        new NormalizerStandardize(
            Nd4j.createFromArray(new float[] {0}),
            Nd4j.createFromArray(new float[] {1}),
            Nd4j.createFromArray(new float[] {1e6f}),
            Nd4j.createFromArray(new float[] {2}));
    LoadedModel model =
        new LoadedModel(
            RandomNetworks.loaded(line(), Optional.empty(), 1).card(),
            line(),
            Optional.of(Normalization.of(normalizer)),
            1);
    OutputUnits units = OutputUnits.of(model);
    Scores right = new Scores(2, 1);
    Scores wrong = new Scores(2, 1);
    right.values()[0] = 1_000_003;
    right.values()[1] = 1_000_001;
    wrong.values()[0] = 1_000_003;
    wrong.values()[1] = 1_000_002;
    // 1 of 2, less twice the 0.0625 that float32 tells there
    assertThat(units.distance(0, 1_000_001, 1_000_002)).isEqualTo(0.4375);
    assertThat(units.difference(right, wrong)).isEqualTo(0.4375);
    assertThat(units.own(0, 1_000_003)).isEqualTo(1.5);
    assertThat(units.distance(0, 1_000_001, Math.nextUp(1_000_001f))).isZero();
    assertThat(units.distance(0, Float.NaN, 1)).isInfinite();
    assertThat(units.distance(0, Float.NaN, Float.NaN)).isZero();
  }

  /** Weights of 16 bits cannot take the scales 0.001 and 1,000,000 of two features in. */
  @Test
  void halfKeepsTheAnswersOfFeaturesWhoseScalesAreFarApart() throws Exception {
    int rows = 1000;
    Nd4j.getRandom().setSeed(11);
    INDArray features = Nd4j.randn(DataType.FLOAT, rows, 2);
    features.muliRowVector(Nd4j.createFromArray(new float[] {1e-3f, 1e6f}).reshape(1, 2));
    features.addiRowVector(Nd4j.createFromArray(new float[] {5e-3f, 4e6f}).reshape(1, 2));
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(features.dup(), Nd4j.zeros(rows, 1)));
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(8).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(8)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    LoadedModel model =
        RandomNetworks.loaded(network, Optional.of(Normalization.of(normalizer)), 2);
    Rows records = TestRows.of(features, 250);
    Answers parent = Answers.of(new Dl4jPredictor(model, "dl4j"), records);
    BuiltVariant half = new VariantBuilder(model, records).build(Variant.HALF, folder);
    assertThat(half.passes()).doesNotContain("folded the normaliser into layer 0");
    try (Predictor predictor =
        Engines.open(with(model.card(), half.file()), half.file(), Engine.ND4J)) {
      Drift drift = drift(Answers.of(predictor, records), parent, model, records);
      assertThat(drift.agreement().getAsDouble()).isGreaterThanOrEqualTo(0.998);
      assertThat(drift.largest()).isLessThan(2e-3);
    }
    // what it was before: the scale in the weights
    FoldedModel all = FoldedModel.fold(model, FoldedModel.Depth.EVERYTHING);
    INDArray weights = all.network().params();
    all.network().setParams(weights.castTo(DataType.FLOAT16).castTo(DataType.FLOAT));
    Answers coarse = Answers.of(new Dl4jPredictor(all.of(model), "dl4j"), records);
    assertThat(drift(coarse, parent, model, records).largest()).isGreaterThan(1e-2);
  }

  private static Drift drift(Answers of, Answers parent, LoadedModel model, Rows records) {
    return of.since(
        parent, OutputUnits.of(model), records, Interpreter.of(model.card(), false), false);
  }

  /** A model's file, its records, and where its labels lie and how far they spread. */
  private record Saved(
      Path file, ModelCard card, INDArray features, double mean, double[] spreads) {
    /** What DL4J's public API gives, row by row. */
    float[][] byHand() throws Exception {
      Normalizer<?> normalizer = ModelSerializer.restoreNormalizerFromFile(file.toFile());
      float[][] answers = new float[ROWS][];
      MultiLayerNetwork chain =
          card.name().equals("graph")
              ? null
              : ModelSerializer.restoreMultiLayerNetwork(file.toFile());
      ComputationGraph graph =
          chain == null ? ModelSerializer.restoreComputationGraph(file.toFile()) : null;
      for (int row = 0; row < ROWS; row++) {
        long[] shape = features.shape().clone();
        shape[0] = 1;
        INDArray input =
            features.reshape(ROWS, features.length() / ROWS).getRow(row, true).dup().reshape(shape);
        if (normalizer instanceof MultiDataNormalization several) {
          several.preProcess(new MultiDataSet(new INDArray[] {input}, null));
        } else {
          ((DataNormalization) normalizer).transform(input);
        }
        INDArray output = chain == null ? graph.outputSingle(input) : chain.output(input);
        if (normalizer instanceof MultiDataNormalization several) {
          several.revertLabels(new INDArray[] {output});
        } else if (((DataNormalization) normalizer).isFitLabel()) {
          ((DataNormalization) normalizer).revertLabels(output);
        }
        answers[row] = output.toFloatVector();
      }
      return answers;
    }

    private Scores scores(Predictor predictor) {
      assertThat(predictor.outputs()).isEqualTo(spreads.length);
      Scores scores = new Scores(ROWS, predictor.outputs());
      MiniBatch batch = TestRows.of(features, ROWS).batches().get(0);
      predictor.predict(batch, 0, ROWS, scores);
      return scores;
    }

    void assertAnswers(Predictor predictor, float[][] oracle, double tolerance, String what) {
      Scores scores = scores(predictor);
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < spreads.length; i++) {
          double rounding = 3 * Math.ulp(oracle[row][i]);
          assertThat((double) scores.at(row, i))
              .as("%s, row %d, output %d", what, row, i)
              .isCloseTo((double) oracle[row][i], within(tolerance * spreads[i] + rounding));
        }
      }
    }

    /** What has fewer bits is further away, but not in the mean by more than this share. */
    void assertNear(Predictor predictor, float[][] oracle, double share, String what) {
      Scores scores = scores(predictor);
      double apart = 0;
      double size = 0;
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < spreads.length; i++) {
          apart += Math.abs((double) scores.at(row, i) - oracle[row][i]);
          size += Math.abs(oracle[row][i] - mean) + 3 * Math.ulp(oracle[row][i]);
        }
      }
      assertThat(apart / size).as(what).isLessThan(share);
    }
  }

  private Saved save(Case tried, long seed) throws IOException {
    Random random = new Random(seed);
    Nd4j.getRandom().setSeed(seed);
    boolean image = tried.network.equals("image");
    int outputs = tried.network.equals("regression") ? 1 : 3;
    Integer[] shape = image ? new Integer[] {2, 5, 4} : new Integer[] {4};
    long[] all =
        LongStream.concat(LongStream.of(200), Arrays.stream(shape).mapToLong(i -> i)).toArray();
    // pixels and the like, some far from zero
    INDArray features = Nd4j.rand(DataType.FLOAT, all).muli(200).addi(random.nextInt(50));
    INDArray labels =
        Nd4j.randn(DataType.FLOAT, 200, outputs).muli(tried.labels.spread).addi(tried.labels.mean);
    fit(tried.normalizer, features, labels);
    Model network = network(tried.network, outputs, random.nextLong());
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    ModelSerializer.addNormalizerToModel(file.toFile(), tried.normalizer);
    double[] spreads = new double[outputs];
    Arrays.fill(spreads, tried.reverts() ? 2 * tried.labels.spread : 1);
    Task task = outputs == 1 ? Task.REGRESSION : Task.EMBEDDING;
    INDArray some = features.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, ROWS)).dup('c');
    return new Saved(
        file,
        card(tried.network, file, task, shape),
        some,
        tried.reverts() ? tried.labels.mean : 0,
        spreads);
  }

  private static void fit(Normalizer<?> normalizer, INDArray features, INDArray labels) {
    if (normalizer instanceof MultiDataNormalization several) {
      several.fit(new MultiDataSet(features.dup(), labels));
    } else {
      ((DataNormalization) normalizer).fit(new DataSet(features.dup(), labels));
    }
  }

  private static Model network(String kind, int outputs, long seed) {
    NeuralNetConfiguration.Builder conf = new NeuralNetConfiguration.Builder().seed(seed);
    OutputLayer output =
        new OutputLayer.Builder(LossFunction.MSE)
            .nOut(outputs)
            .activation(Activation.IDENTITY)
            .build();
    DenseLayer dense = new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build();
    if (kind.equals("graph")) {
      ComputationGraph graph =
          new ComputationGraph(
              conf.graphBuilder()
                  .addInputs("in")
                  .setInputTypes(InputType.feedForward(4))
                  .addLayer("dense", dense, "in")
                  .addLayer("norm", new BatchNormalization(), "dense")
                  .addLayer("out", output, "norm")
                  .setOutputs("out")
                  .build());
      graph.init();
      return graph;
    }
    var list = conf.list();
    if (kind.equals("image")) {
      list.layer(new ConvolutionLayer.Builder(2, 2).nOut(3).activation(Activation.RELU).build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(dense)
                .layer(new BatchNormalization())
                .layer(new DropoutLayer(0.5))
                .layer(output)
                .setInputType(
                    kind.equals("image")
                        ? InputType.convolutional(5, 4, 2)
                        : InputType.feedForward(4))
                .build());
    network.init();
    return network;
  }

  private static ModelCard card(String name, Path file, Task task, Integer... shape)
      throws IOException {
    List<Feature> features =
        IntStream.range(0, Arrays.stream(shape).reduce(1, Math::multiplyExact))
            .<Feature>mapToObj(i -> new Feature.Numeric("p" + i, Float.NaN))
            .toList();
    return new ModelCard(
        name,
        "1",
        new RecordSchema("id", Optional.empty(), features),
        List.of(shape),
        task,
        List.of(),
        Fingerprint.of(file));
  }

  private static ModelCard with(ModelCard card, Path file) throws IOException {
    return new ModelCard(
        card.name(),
        card.version(),
        card.schema(),
        card.inputShape(),
        card.task(),
        card.labels(),
        Fingerprint.of(file));
  }

  @Test
  void dummy() {}
}
