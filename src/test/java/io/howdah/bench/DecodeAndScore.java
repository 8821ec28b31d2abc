package io.howdah.bench;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.RecordScorer;
import io.howdah.predict.Scores;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RejectCause;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Decodes and scores a file on one thread: Howdah's decoder and mini-batches, and what a user would
 * write with Commons CSV and {@code Nd4j.create(float[][])}. Both read lines from the page cache,
 * both score mini-batches of the same size with {@code output()}.
 */
final class DecodeAndScore {
  private static final int MINI_BATCH = 1024;

  private DecodeAndScore() {}

  /** What a pass found: both must agree. */
  private record Found(long rows, long yes, double scores) {}

  static List<Comparison> compare(BenchData data, int rounds) throws Exception {
    LoadedModel model = ModelLoader.load(data.model().resolve("model.zip"), data.card());
    NativeBackend.singleThread();
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      long begin = System.nanoTime();
      Found ours = howdah(data, model);
      long middle = System.nanoTime();
      Found theirs = peer(data, (MultiLayerNetwork) model.network());
      long end = System.nanoTime();
      if (ours.rows != data.rows()
          || theirs.rows != data.rows()
          || ours.yes != theirs.yes
          || Math.abs(ours.scores - theirs.scores) > 1e-3 * data.rows()) {
        throw new IllegalStateException("Invalid benchmark: " + ours + " and " + theirs);
      }
      // the first round warms the JVM up
      if (round >= 0) {
        howdah[round] = data.rows() / ((middle - begin) / 1e9);
        peer[round] = data.rows() / ((end - middle) / 1e9);
        System.err.printf(
            "decode and score, round %d: %,.0f rows/s, peer %,.0f%n",
            round + 1, howdah[round], peer[round]);
      }
    }
    return List.of(
        new Comparison(
            "decode + score, rows/s of one thread, against Commons CSV + Nd4j.create(float[][])",
            howdah,
            peer,
            1.5,
            true));
  }

  private static Found howdah(BenchData data, LoadedModel model)
      throws IOException, InterruptedException {
    Tally tally = new Tally(Interpreter.of(data.card(), false));
    score(data, model, tally);
    return new Found(tally.rows, tally.yes, tally.scores);
  }

  /** Writes key, label and score of each row, tabs between: what ImportTsv reads. */
  static void writePredictions(BenchData data, Path file) throws Exception {
    LoadedModel model = ModelLoader.load(data.model().resolve("model.zip"), data.card());
    Interpreter interpreter = Interpreter.of(data.card(), false);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      score(
          data,
          model,
          new Checked() {
            @Override
            public void scored(MiniBatch batch, int row, Scores scores) throws IOException {
              String key =
                  new String(
                      batch.keys(),
                      batch.keyStart(row),
                      batch.keyLength(row),
                      StandardCharsets.UTF_8);
              String label = data.card().labels().get(interpreter.label(scores, row));
              out.write(key + "\t" + label + "\t" + interpreter.score(scores, row) + "\n");
            }
          });
    }
  }

  private static void score(BenchData data, LoadedModel model, MiniBatchScorer.Output output)
      throws IOException, InterruptedException {
    try (InputStream in = Files.newInputStream(data.csv());
        LineReader lines = new LineReader(in, 1 << 16)) {
      Text line = new Text();
      lines.readLine(line);
      RecordFormat format = RecordFormat.of("csv");
      RecordDecoder<Text> decoder = format.decoder(data.card().schema(), format.parseHeader(line));
      RecordScorer<Text> scorer =
          new RecordScorer<>(
              decoder, new Dl4jPredictor(model, "dl4j"), MINI_BATCH, BenchData.FEATURES, output);
      long offset = 0;
      for (int read = lines.readLine(line); read > 0; read = lines.readLine(line)) {
        scorer.add(line, "rows.csv", offset);
        offset += read;
      }
      scorer.flush();
    }
  }

  /** Not one row of the benchmark may be rejected. */
  private interface Checked extends MiniBatchScorer.Output {
    @Override
    default void rejected(
        RejectCause cause, String message, String source, long offset, ByteBuffer raw)
        throws IOException {
      throw new IOException(message);
    }
  }

  private static final class Tally implements Checked {
    private final Interpreter interpreter;
    private long rows;
    private long yes;
    private double scores;

    Tally(Interpreter interpreter) {
      this.interpreter = interpreter;
    }

    @Override
    public void scored(MiniBatch batch, int row, Scores of) {
      rows++;
      yes += interpreter.label(of, row);
      scores += interpreter.score(of, row);
    }
  }

  private static Found peer(BenchData data, MultiLayerNetwork network) throws IOException {
    long rows = 0;
    long yes = 0;
    double scores = 0;
    float[][] batch = new float[MINI_BATCH][];
    int size = 0;
    try (Reader in = Files.newBufferedReader(data.csv(), StandardCharsets.UTF_8)) {
      var records =
          CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).build().parse(in);
      var iterator = records.iterator();
      while (iterator.hasNext()) {
        CSVRecord record = iterator.next();
        if (record.get(0).isEmpty()) {
          throw new IOException("no key");
        }
        float[] features = new float[BenchData.FEATURES];
        for (int i = 0; i < features.length; i++) {
          features[i] = Float.parseFloat(record.get(i + 1));
        }
        batch[size++] = features;
        if (size == MINI_BATCH || !iterator.hasNext()) {
          INDArray input =
              Nd4j.create(size == MINI_BATCH ? batch : java.util.Arrays.copyOf(batch, size));
          // the quickest of DL4J's own ways to read all outputs
          float[] outputs = network.output(input, false).dup('c').data().asFloat();
          for (int row = 0; row < size; row++) {
            float no = outputs[2 * row];
            float is = outputs[2 * row + 1];
            yes += is > no ? 1 : 0;
            scores += Math.max(no, is);
          }
          rows += size;
          size = 0;
        }
      }
    }
    return new Found(rows, yes, scores);
  }
}
