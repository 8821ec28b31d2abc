package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.cli.options.UsageException;
import io.howdah.model.CardJson;
import io.howdah.model.Drift;
import io.howdah.model.Lineage;
import io.howdah.model.ModelCard;
import io.howdah.model.SmallModel;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizeCommandTest {
  private static final Path DIGITS = Path.of("src/examples/digits");

  @TempDir Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void optimisesTheDigits() throws Exception {
    List<String> digits = labelledDigits();
    digits.add("digit-bad,1,2,3");
    Path csv = Files.write(dir.resolve("digits.csv"), digits);
    assertThat(
            run(
                DIGITS.resolve("model").toString(),
                "--input",
                csv.toString(),
                "--label-column=label",
                "--choose=int8",
                "--output=" + output()))
        .isZero();
    assertThat(printed())
        .contains("2,001 records: 1,000 calibrate, 1,000 judge, by their labels")
        .containsPattern("1 left out as MISSING_COLUMN \\(file:.*digits.csv, offset [0-9]+: ")
        .containsPattern("parent +nd4j ")
        .containsPattern("folded +nd4j ")
        .containsPattern("half +nd4j ")
        .containsPattern("onnx +onnxruntime ")
        .containsPattern("int8 +onnxruntime ")
        .contains("chosen: int8; " + output() + " is digits:1-int8");

    ModelCard card = card();
    assertThat(card.version()).isEqualTo("1-int8");
    Lineage lineage = card.lineage().orElseThrow();
    assertThat(lineage.parent()).isEqualTo("digits:1");
    assertThat(lineage.parentSha256())
        .isEqualTo(CardJson.parse(Files.readAllBytes(DIGITS.resolve("model/card.json"))).sha256());
    Drift drift = lineage.drift();
    assertThat(drift.agreement().getAsDouble()).isGreaterThanOrEqualTo(0.99);
    assertThat(drift.loss()).isLessThanOrEqualTo(0.005);
    assertThat(accuracy(card, digits)).isEqualTo(drift.accuracy().getAsDouble());
  }

  /** Of the chosen artifact, as a mapper scores it, on the records that judged. */
  private double accuracy(ModelCard card, List<String> digits) throws IOException {
    MiniBatch batch = new MiniBatch(1000, 784);
    List<String> labels = new ArrayList<>();
    for (int i = 1; i < 2001; i += 2) {
      String[] fields = digits.get(i).split(",", -1);
      for (int pixel = 0; pixel < 784; pixel++) {
        batch.floats().put(labels.size() * 784L + pixel, Float.parseFloat(fields[pixel + 1]));
      }
      labels.add(fields[785]);
    }
    Scores scores = new Scores(1000, 10);
    int right = 0;
    try (Predictor predictor =
        Engines.open(card, output().resolve("int8.onnx"), Engine.ONNXRUNTIME)) {
      predictor.predict(batch, 0, 1000, scores);
    }
    for (int row = 0; row < 1000; row++) {
      right += card.labels().get(scores.argMax(row)).equals(labels.get(row)) ? 1 : 0;
    }
    return right / 1000.0;
  }

  @Test
  void writesNothingWhereNoVariantIsWithinTheBudget() throws Exception {
    SmallModel model = new SmallModel(dir.resolve("model"));
    Path csv = smallRecords(4000);
    assertThat(
            run(
                model.path(),
                "--input=" + csv,
                "--output=" + output(),
                "--variants=int8",
                "--accuracy-budget=0"))
        .isEqualTo(3);
    assertThat(printed()).containsPattern("int8 .* refused: loses 0\\.[0-9]{4} \\(at most 0.0000");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("howdah: no variant within the accuracy budget of 0.0: nothing is written");
    assertThat(output()).doesNotExist();
  }

  @Test
  void aModelThatWasMadeSmallerCanBeDescribed() throws Exception {
    SmallModel model = new SmallModel(dir.resolve("model"));
    Path csv = smallRecords(400);
    assertThat(
            run(
                model.path(),
                "--input=" + csv,
                "--output=" + output(),
                "--variants=folded,half",
                "--choose=smallest"))
        .isZero();
    assertThat(card().version()).isEqualTo("1-half");
    Invocation.of(
            new ModelDescribeCommand(),
            new String[] {output().toString()},
            new Configuration(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            System.err)
        .run();
    assertThat(printed())
        .contains("model        small 1-half")
        .contains("made from    small:1 (sha256 ")
        .contains("  stored the weights as HALF")
        .containsPattern("drift        agreement [01]\\.[0-9]{4} on 200 records");
    // and it is not a parent worse than another
    assertThat(
            run(
                output().toString(),
                "--input=" + csv,
                "--output=" + dir.resolve("again"),
                "--variants=folded"))
        .isZero();
  }

  @Test
  void saysWhatIsWrongBeforeItBegins() throws Exception {
    SmallModel model = new SmallModel(dir.resolve("model"));
    String input = "--input=" + smallRecords(400);
    String there = "--output=" + dir;
    String target = "--output=" + output();
    refuses("--input and --output are needed", model.path(), input);
    refuses(
        "Invalid --accuracy-budget: 2 (must be between 0 and 1)",
        model.path(),
        input,
        target,
        "--accuracy-budget=2");
    refuses(
        "Invalid variant: tiny (must be one of folded, half, onnx, int8)",
        model.path(),
        input,
        target,
        "--variants=tiny");
    refuses(
        "Invalid choice: best (must be fastest, smallest or one of",
        model.path(),
        input,
        target,
        "--choose=best");
    refuses(
        "Invalid --choose: int8 (is not one of --variants)",
        model.path(),
        input,
        target,
        "--variants=half",
        "--choose=int8");
    refuses(
        "Cannot find column churned in the header",
        model.path(),
        input,
        target,
        "--label-column=churned");
    refuses(
        "Invalid --records: 20 (must be a whole number from 200",
        model.path(),
        input,
        target,
        "--records=20");
    assertThatThrownBy(() -> run(model.path(), input, there))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write file:")
        .hasMessageEndingWith(": it is there (name a new folder)");
    assertThatThrownBy(() -> run(model.path(), "--input=" + smallRecords(50), target))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot optimize with 50 usable records of 50 (must be >= 200");
    assertThat(output()).doesNotExist();
  }

  @Test
  void anEmptyLabelIsAMissingValueAndALongRecordIsTooLong() throws Exception {
    SmallModel model = new SmallModel(dir.resolve("model"));
    List<String> lines = new ArrayList<>(List.of(SmallModel.HEADER + ",truth"));
    lines.add("k0,1,2,red,");
    lines.add("k1,1,2,red," + "x".repeat(2000));
    for (int i = 2; i < 60; i++) {
      lines.add("k" + i + ",1,2,red,nobody");
    }
    Path records = Files.write(dir.resolve("labelled.csv"), lines);
    assertThatThrownBy(
            () ->
                run(
                    model.path(),
                    "--input=" + records,
                    "--output=" + output(),
                    "--label-column=truth",
                    "-D",
                    "howdah.input.max-record-bytes=1000"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Invalid label: Missing value of truth");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("MISSING_VALUE", "OVERSIZED_RECORD", "UNKNOWN_CATEGORY")
        .doesNotContain("EMPTY_KEY", "MISSING_COLUMN");
  }

  private void refuses(String message, String... arguments) {
    assertThatThrownBy(() -> run(arguments))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private int run(String... arguments) throws Exception {
    return Invocation.of(
            new OptimizeCommand(),
            arguments,
            new Configuration(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run();
  }

  private Path smallRecords(int count) throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>(List.of(SmallModel.HEADER));
    for (int i = 0; i < count; i++) {
      lines.add(
          "k%d,%.5f,%.5f,%s"
              .formatted(
                  i,
                  random.nextGaussian(),
                  random.nextGaussian(),
                  random.nextBoolean() ? "red" : "green"));
    }
    return Files.write(dir.resolve("small-" + count + ".csv"), lines);
  }

  /** The header, and the records with their labels in a column more. */
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

  private ModelCard card() throws IOException {
    return CardJson.parse(Files.readAllBytes(output().resolve("card.json")));
  }

  private Path output() {
    return dir.resolve("optimized");
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
