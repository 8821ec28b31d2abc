package io.howdah.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.model.Drift;
import io.howdah.model.Fingerprint;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.NetworkWriter;
import io.howdah.model.Task;
import io.howdah.network.RandomNetworks;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Interpreter;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.Predictor;
import io.howdah.record.Feature;
import io.howdah.record.RecordFormat;
import io.howdah.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class OptimizerTest {
  private static final int WIDTH = 6;

  @Property(tries = 5)
  void nothingBeyondTheBudgetIsChosen(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed, @ForAll boolean labelled)
      throws Exception {
    Random random = new Random(seed);
    RandomNetworks networks = new RandomNetworks(seed);
    Path folder = Files.createTempDirectory("howdah-optimizer");
    LoadedModel model =
        RandomNetworks.loaded(networks.dense(WIDTH), networks.normalizer(WIDTH), WIDTH);
    Path file = folder.resolve("parent.zip");
    ModelCard card = save(model, file);
    HalvedSample sample = sample(card, seed, 400, labelled ? List.of("a", "b", "c") : List.of());
    double budget = new double[] {0, 0.002, 0.01, 0.1}[random.nextInt(4)];
    String choice = new String[] {"fastest", "smallest", "int8", "half"}[random.nextInt(4)];
    List<Variant> variants = List.of(Variant.HALF, Variant.INT8);
    Report report =
        new Optimizer(
                new Optimizer.Request(card, file, variants, Engine.DL4J, budget, Choice.of(choice)),
                sample,
                folder)
            .run();

    for (Contender contender : report.contenders()) {
      assertThat(contender.refusal().isPresent())
          .as(contender.toString())
          .isEqualTo(contender.drift().loss() > budget);
    }
    if (report.chosen().isEmpty()) {
      return;
    }
    Report.Chosen chosen = report.chosen().get();
    Drift claimed = chosen.card().lineage().orElseThrow().drift();
    // measured anew, from the file that is written
    Interpreter meaning = Interpreter.of(card, false);
    Engine engine = chosen.file().toString().endsWith(".onnx") ? Engine.ONNXRUNTIME : Engine.DL4J;
    Drift drift =
        answers(chosen.card(), chosen.file(), engine, sample)
            .since(
                answers(card, file, Engine.DL4J, sample),
                OutputUnits.of(model),
                sample.judging(),
                meaning,
                labelled);
    assertThat(drift).isEqualTo(claimed);
    assertThat(drift.loss()).isLessThanOrEqualTo(budget);
  }

  private static Answers answers(ModelCard card, Path file, Engine engine, HalvedSample sample)
      throws IOException {
    try (Predictor predictor = Engines.open(card, file, engine)) {
      return Answers.of(predictor, sample.judging());
    }
  }

  @Test
  void aModelThatCannotBeExportedHasItsOtherVariants() throws Exception {
    Path folder = Files.createTempDirectory("howdah-optimizer");
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(WIDTH).nOut(5).hasLayerNorm(true).build())
                .layer(output(5, 3))
                .build());
    network.init();
    Path file = folder.resolve("parent.zip");
    ModelCard card = save(RandomNetworks.loaded(network, Optional.empty(), WIDTH), file);
    Report report = run(card, file, sample(card, 1, 200, List.of()), 0);
    assertThat(report.impossible()).containsOnlyKeys(Variant.ONNX, Variant.INT8);
    assertThat(report.impossible().get(Variant.INT8))
        .isEqualTo(
            "Cannot export layer layer0 (DenseLayer) to ONNX: it normalises its layer (use engine"
                + " nd4j or dl4j)");
    assertThat(report.contenders()).extracting(Contender::name).containsExactly("folded", "half");
    assertThat(report.chosen()).isPresent();
  }

  @Test
  void weightsTooLargeForHalfAreNotStoredSo() throws Exception {
    Path folder = Files.createTempDirectory("howdah-optimizer");
    MultiLayerNetwork network = new RandomNetworks(4).dense(WIDTH);
    network.getLayer(0).getParam("W").putScalar(0, 1e9);
    Path file = folder.resolve("parent.zip");
    ModelCard card = save(RandomNetworks.loaded(network, Optional.empty(), WIDTH), file);
    Report report = run(card, file, sample(card, 1, 200, List.of()), 1);
    assertThat(report.impossible().get(Variant.HALF))
        .startsWith("Cannot store the weight ")
        .endsWith(" as HALF: it is too large");
  }

  @Test
  void aRegressionIsJudgedByItsRelativeError() throws Exception {
    Path folder = Files.createTempDirectory("howdah-optimizer");
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .list()
                .layer(
                    new DenseLayer.Builder().nIn(WIDTH).nOut(5).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(5)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    Path file = folder.resolve("parent.zip");
    LoadedModel model = RandomNetworks.loaded(network, Optional.empty(), WIDTH);
    NetworkWriter.write(network, Optional.empty(), DataType.FLOAT, file);
    ModelCard card =
        new ModelCard(
            "random",
            "1",
            model.card().schema(),
            model.card().inputShape(),
            Task.REGRESSION,
            List.of(),
            Fingerprint.of(file));
    Report report = run(card, file, sample(card, 1, 200, List.of()), 1e-6);
    Contender int8 = report.contenders().get(report.contenders().size() - 1);
    assertThat(int8.name()).isEqualTo("int8");
    assertThat(int8.drift().relativeError().getAsDouble()).isBetween(1e-5, 0.1);
    assertThat(int8.refusal())
        .hasValueSatisfying(why -> assertThat(why).contains("at most 0.0000"));
    assertThat(report.contenders().get(0).drift().loss()).isLessThan(1e-6);
  }

  @Test
  void tooFewRecordsAreRefused() throws Exception {
    Path folder = Files.createTempDirectory("howdah-optimizer");
    Path file = folder.resolve("parent.zip");
    ModelCard card =
        save(
            RandomNetworks.loaded(new RandomNetworks(4).dense(WIDTH), Optional.empty(), WIDTH),
            file);
    List<String> lines = lines(card, 1, 199, List.of());
    lines.add("k,1,2,x,4,5,6");
    HalvedSample sample = sample(card, lines, Optional.empty());
    assertThatThrownBy(() -> run(card, file, sample, 0))
        .isInstanceOf(OptimizeException.class)
        .hasMessageStartingWith(
            "Cannot optimize with 199 usable records of 200 (must be >= 200: half of them"
                + " calibrate, half of them judge); ")
        .hasMessageEndingWith(": Invalid number of p2: x");
  }

  @Test
  void recordsOfOneLabelAreRefused() throws Exception {
    Path folder = Files.createTempDirectory("howdah-optimizer");
    Path file = folder.resolve("parent.zip");
    ModelCard card =
        save(
            RandomNetworks.loaded(new RandomNetworks(4).dense(WIDTH), Optional.empty(), WIDTH),
            file);
    assertThatThrownBy(() -> run(card, file, sample(card, 1, 200, List.of("b")), 0))
        .isInstanceOf(OptimizeException.class)
        .hasMessage(
            "Cannot optimize with records of one label: b (give a sample as mixed as the data that"
                + " will be scored)");
  }

  private static Report run(ModelCard card, Path file, HalvedSample sample, double budget)
      throws IOException {
    return new Optimizer(
            new Optimizer.Request(
                card, file, Variant.all(), Engine.DL4J, budget, Choice.of("fastest")),
            sample,
            file.getParent())
        .run();
  }

  private static OutputLayer output(int inputs, int outputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(outputs)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static ModelCard save(LoadedModel model, Path file) throws IOException {
    NetworkWriter.write(model.network(), model.normalizer(), DataType.FLOAT, file);
    ModelCard card = model.card();
    return new ModelCard(
        card.name(),
        card.version(),
        card.schema(),
        card.inputShape(),
        card.task(),
        card.labels(),
        Fingerprint.of(file));
  }

  /** Random records; with labels drawn from these, where there are any. */
  private static HalvedSample sample(ModelCard card, long seed, int count, List<String> labels)
      throws IOException {
    return sample(
        card,
        lines(card, seed, count, labels),
        labels.isEmpty()
            ? Optional.empty()
            : Optional.of(new Feature.OneHot("label", card.labels(), -1)));
  }

  private static HalvedSample sample(
      ModelCard card, List<String> lines, Optional<Feature.OneHot> label) throws IOException {
    Path file = Files.createTempFile("records", ".csv");
    try {
      Files.write(file, lines);
      return HalvedSample.of(
          new SourceSpec.Text(RecordFormat.of("csv"))
              .open(List.of(file.toUri().toString()), 1 << 20, new Configuration())
              .sample(lines.size()),
          card.schema(),
          label,
          64);
    } finally {
      Files.delete(file);
    }
  }

  /** A header, and a line per record. */
  private static List<String> lines(ModelCard card, long seed, int count, List<String> labels) {
    Random random = new Random(seed);
    List<String> columns = new ArrayList<>(List.of("id"));
    card.schema().features().forEach(feature -> columns.add(feature.name()));
    if (!labels.isEmpty()) {
      columns.add("label");
    }
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
    for (int row = 0; row < count; row++) {
      StringBuilder line = new StringBuilder("k" + row);
      for (int i = 0; i < card.schema().width(); i++) {
        line.append(',').append(random.nextFloat() * 255);
      }
      if (!labels.isEmpty()) {
        line.append(',').append(labels.get(random.nextInt(labels.size())));
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
