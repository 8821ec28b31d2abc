package io.howdah.bench;

import io.howdah.model.CardJson;
import io.howdah.model.Fingerprint;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.model.NetworkWriter;
import io.howdah.optimize.Choice;
import io.howdah.optimize.Contender;
import io.howdah.optimize.Optimizer;
import io.howdah.optimize.Report;
import io.howdah.optimize.Sample;
import io.howdah.optimize.Variant;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.io.Text;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What {@code howdah optimize} makes of a network of 784-256-128-10 that was trained on digits: its
 * int8 variant beside the float32 one, both in ONNX Runtime on one thread, by CPU time.
 */
final class QuantizedDigits {
  private static final Path DIGITS = Path.of("src/examples/digits");
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final int TRAINED = 1000;
  private static final int EPOCHS = 30;
  private static final int TRAINING_BATCH = 50;
  private static final int MINI_BATCH = 256;
  private static final long ROUND_NANOS = 300_000_000;

  private QuantizedDigits() {}

  /** Prints the comparison alone. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("howdah-int8");
    System.out.println(Comparison.table(compare(folder, 7)));
    System.exit(0);
  }

  static List<Comparison> compare(Path folder, int rounds) throws Exception {
    NativeBackend.prepare();
    List<String> lines = labelledDigits();
    ModelCard card = train(lines.subList(1, TRAINED + 1), folder.resolve("mlp.zip"));
    List<String> held = lines.subList(TRAINED + 1, lines.size());
    Report report =
        new Optimizer(
                new Optimizer.Request(
                    card,
                    folder.resolve("mlp.zip"),
                    List.of(Variant.ONNX, Variant.INT8),
                    Engine.ND4J,
                    1,
                    Choice.of("int8")),
                sample(card, lines.get(0), held),
                folder)
            .run();
    System.err.println("int8: " + report.chosen().orElseThrow().card().lineage().orElseThrow());
    Contender int8 = report.contenders().get(1);
    double[] agreement = {int8.drift().agreement().orElseThrow()};
    double[] parent = {1};
    List<Comparison> comparisons = new ArrayList<>(rates(folder, card, held, rounds));
    comparisons.add(
        new Comparison(
            "int8, share of records with the parent's label", agreement, parent, 0.995, true));
    return comparisons;
  }

  private static List<Comparison> rates(Path folder, ModelCard card, List<String> held, int rounds)
      throws IOException {
    MiniBatch batch = new MiniBatch(MINI_BATCH, PIXELS);
    for (int row = 0; row < MINI_BATCH; row++) {
      String[] fields = held.get(row).split(",", -1);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        batch.floats().put((long) row * PIXELS + pixel, Float.parseFloat(fields[pixel + 1]));
      }
    }
    double[] int8 = new double[rounds];
    double[] float32 = new double[rounds];
    try (Predictor ours = open(card, folder.resolve("int8.onnx"));
        Predictor peer = open(card, folder.resolve("float32.onnx"))) {
      // the first round warms up
      for (int round = -1; round < rounds; round++) {
        double small = rowsPerCpuSecond(ours, batch);
        double large = rowsPerCpuSecond(peer, batch);
        if (round >= 0) {
          int8[round] = small;
          float32[round] = large;
        }
      }
    }
    return List.of(
        new Comparison(
            "predict, int8 MLP 784-256-128-10, mini-batch 256, rows/CPU s, against ONNX Runtime"
                + " float32",
            int8,
            float32,
            2,
            true));
  }

  private static Predictor open(ModelCard parent, Path file) throws IOException {
    return Engines.open(describing(parent, file), file, Engine.ONNXRUNTIME);
  }

  private static double rowsPerCpuSecond(Predictor predictor, MiniBatch batch) {
    Scores scores = new Scores(MINI_BATCH, CLASSES);
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long took = 0;
    long rows = 0;
    while (took < ROUND_NANOS) {
      predictor.predict(batch, 0, MINI_BATCH, scores);
      rows += MINI_BATCH;
      took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
    }
    return rows * 1e9 / took;
  }

  private static Sample<Text> sample(ModelCard card, String header, List<String> records) {
    RecordFormat format = RecordFormat.of("csv");
    List<String> columns = format.parseHeader(new Text(header));
    Sample<Text> sample =
        new Sample<>(
            format.decoder(card.schema(), columns),
            Optional.of(
                format.decoder(new RecordSchema("label", Optional.empty(), List.of()), columns)),
            card.labels(),
            MINI_BATCH,
            PIXELS);
    records.forEach(record -> sample.add(new Text(record), "digits", 0));
    return sample;
  }

  private static ModelCard train(List<String> records, Path zip) throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(42)
                .updater(new Adam(1e-3))
                .list()
                .layer(dense(PIXELS, 256))
                .layer(dense(256, 128))
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(128)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    List<String> shuffled = new ArrayList<>(records);
    Random random = new Random(42);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Collections.shuffle(shuffled, random);
      for (int from = 0; from < shuffled.size(); from += TRAINING_BATCH) {
        fit(network, shuffled.subList(from, from + TRAINING_BATCH), random);
      }
    }
    NetworkWriter.write(
        network, Optional.of(new ImagePreProcessingScaler(0, 1)), DataType.FLOAT, zip);
    ModelCard digits = CardJson.parse(Files.readAllBytes(DIGITS.resolve("model/card.json")));
    ModelCard card = describing(digits, zip);
    try (LoadedModel checked = ModelLoader.load(zip, card)) {
      return checked.card();
    }
  }

  private static DenseLayer dense(int inputs, int outputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(Activation.RELU).build();
  }

  /** Moved by a pixel or not at all: a thousand digits are few to learn from. */
  private static void fit(MultiLayerNetwork network, List<String> records, Random random) {
    float[] pixels = new float[records.size() * PIXELS];
    float[] labels = new float[records.size() * CLASSES];
    for (int row = 0; row < records.size(); row++) {
      String[] fields = records.get(row).split(",", -1);
      int move = random.nextInt(3) - 1 + SIDE * (random.nextInt(3) - 1);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        int from = Math.min(PIXELS - 1, Math.max(0, pixel + move));
        pixels[row * PIXELS + pixel] = Float.parseFloat(fields[from + 1]) / 255;
      }
      labels[row * CLASSES + Integer.parseInt(fields[PIXELS + 1])] = 1;
    }
    INDArray features = Nd4j.createFromArray(pixels).reshape(records.size(), PIXELS);
    network.fit(features, Nd4j.createFromArray(labels).reshape(records.size(), CLASSES));
  }

  private static ModelCard describing(ModelCard like, Path file) throws IOException {
    return new ModelCard(
        like.name(),
        like.version(),
        like.schema(),
        like.inputShape(),
        like.task(),
        like.labels(),
        Fingerprint.of(file));
  }

  /** The header and the records, each with its label in a column more. */
  private static List<String> labelledDigits() throws IOException {
    List<String> labels = Files.readAllLines(DIGITS.resolve("labels.csv"));
    List<String> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIGITS.resolve("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      in.lines().forEach(line -> lines.add(line + "," + labels.get(lines.size()).split(",", 2)[1]));
    }
    return lines;
  }
}
