package io.howdah.bench;

import io.howdah.model.CardJson;
import io.howdah.model.Fingerprint;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.NetworkWriter;
import io.howdah.model.Normalization;
import io.howdah.optimize.Choice;
import io.howdah.optimize.Contender;
import io.howdah.optimize.HalvedSample;
import io.howdah.optimize.Optimizer;
import io.howdah.optimize.Report;
import io.howdah.optimize.Variant;
import io.howdah.predict.Engine;
import io.howdah.record.RecordFormat;
import io.howdah.source.SourceSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What {@code howdah optimize} makes of a perceptron that knows handwritten digits: its int8
 * variant against its float32 variant, both in ONNX Runtime, by the CPU time that the optimiser
 * measures in turns. The network learns from the first half of the example's digits; of the second
 * half, every other one calibrates and the rest are compared.
 */
public final class Int8 {
  private static final Path DIGITS = Path.of("src/examples/digits");
  private static final int KNOWN = 1000;
  private static final int EPOCHS = 30;
  private static final int STEP = 50;
  private static final int MINI_BATCH = 256;
  private static final int SIDE = 28;

  private Int8() {}

  static List<Comparison> compare(Path folder, int rounds) throws Exception {
    NativeBackend.prepare();
    Path zip = folder.resolve("digits-mlp.zip");
    train(zip);
    double[] int8 = new double[rounds];
    double[] float32 = new double[rounds];
    double[] agreement = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Path figures = folder.resolve("int8.figures");
      Metered.run(
          folder,
          "int8-" + round,
          System.getProperty("java.class.path"),
          List.of("-Xmx768m", "-XX:+UseSerialGC"),
          List.of(Int8.class.getName(), zip.toString(), figures.toString()));
      String[] read = Files.readString(figures).split(" ", -1);
      int8[round] = Double.parseDouble(read[0]);
      float32[round] = Double.parseDouble(read[1]);
      agreement[round] = Double.parseDouble(read[2]);
      System.err.printf(
          "int8, round %d: %,.0f rows by CPU second, float32 %,.0f, agreement %.4f%n",
          round + 1, int8[round], float32[round], agreement[round]);
    }
    String network = "predict, MLP 784-256-128-10, mini-batch 256, ";
    return List.of(
        new Comparison(
            "int8 / float32",
            network + "rows/CPU s, int8 against ONNX Runtime float32",
            int8,
            float32,
            2,
            true),
        new Comparison(
            "int8: agreement",
            network + "int8, share of rows with the same label",
            agreement,
            new double[0],
            0.995,
            true));
  }

  /** The child: measures one round. */
  public static void main(String[] arguments) throws IOException {
    NativeBackend.prepare();
    Path zip = Path.of(arguments[0]);
    ModelCard card = card(zip);
    Path records = zip.resolveSibling("records.csv");
    List<String> lines = new ArrayList<>(lines());
    lines.subList(1, 1 + KNOWN).clear();
    Files.write(records, lines);
    HalvedSample sample =
        HalvedSample.of(
            new SourceSpec.Text(RecordFormat.of("csv"))
                .open(List.of(records.toUri().toString()), 1 << 20, new Configuration())
                .sample(lines.size()),
            card.schema(),
            Optional.empty(),
            MINI_BATCH);
    Report report =
        new Optimizer(
                new Optimizer.Request(
                    card,
                    zip,
                    List.of(Variant.ONNX, Variant.INT8),
                    Engine.DL4J,
                    1,
                    Choice.of(Variant.INT8.text())),
                sample,
                zip.getParent())
            .run();
    Contender int8 = contender(report, Variant.INT8);
    Files.writeString(
        Path.of(arguments[1]),
        int8.rowsPerSecond()
            + " "
            + contender(report, Variant.ONNX).rowsPerSecond()
            + " "
            + int8.drift().agreement().orElseThrow());
  }

  private static Contender contender(Report report, Variant variant) {
    return report.contenders().stream()
        .filter(each -> each.name().equals(variant.text()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(report.impossible().toString()));
  }

  private static ModelCard card(Path zip) throws IOException {
    ModelCard example = CardJson.parse(Files.readAllBytes(DIGITS.resolve("model/card.json")));
    return new ModelCard(
        "digits-mlp",
        "1",
        example.schema(),
        example.inputShape(),
        example.task(),
        example.labels(),
        Fingerprint.of(zip));
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIGITS.resolve("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  private static void train(Path zip) throws IOException {
    MultiLayerNetwork network = BenchNetwork.DIGITS_MLP.network();
    List<String> rows = lines();
    List<String> labels = Files.readAllLines(DIGITS.resolve("labels.csv"));
    float[][] pixels = new float[KNOWN][];
    Random random = new Random(KNOWN);
    float[][] digits = new float[KNOWN][BenchNetwork.DIGITS_MLP.outputs()];
    for (int i = 0; i < KNOWN; i++) {
      pixels[i] = pixels(rows.get(i + 1));
      String label = labels.get(i + 1);
      digits[i][label.charAt(label.length() - 1) - '0'] = 1;
    }
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (int from = 0; from < KNOWN; from += STEP) {
        network.fit(
            Nd4j.create(moved(Arrays.copyOfRange(pixels, from, from + STEP), random)),
            Nd4j.create(Arrays.copyOfRange(digits, from, from + STEP)));
      }
    }
    NetworkWriter.write(
        network,
        Optional.of(Normalization.of(new ImagePreProcessingScaler(0, 1))),
        DataType.FLOAT,
        zip);
    network.close();
  }

  /** Each picture by a pixel or not at all: a thousand digits are few to learn from. */
  private static float[][] moved(float[][] pictures, Random random) {
    float[][] moved = new float[pictures.length][pictures[0].length];
    for (int i = 0; i < pictures.length; i++) {
      int by = random.nextInt(3) - 1 + SIDE * (random.nextInt(3) - 1);
      for (int pixel = 0; pixel < moved[i].length; pixel++) {
        int from = Math.min(moved[i].length - 1, Math.max(0, pixel + by));
        moved[i][pixel] = pictures[i][from];
      }
    }
    return moved;
  }

  private static float[] pixels(String line) {
    String[] fields = line.split(",", -1);
    float[] pixels = new float[fields.length - 1];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Float.parseFloat(fields[i + 1]) / 255;
    }
    return pixels;
  }
}
