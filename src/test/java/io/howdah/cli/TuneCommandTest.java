package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.model.TuningJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On the example's digits. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TuneCommandTest {
  private static final Path DIGITS = Path.of("src/examples/digits");
  private static final String RECORDS = DIGITS.resolve("digits.csv.gz").toUri().toString();

  @TempDir Path dir;
  private final Configuration conf = new Configuration();

  @BeforeEach
  void copyTheModel() throws Exception {
    for (String file : new String[] {"digits.zip", "card.json"}) {
      Files.copy(DIGITS.resolve("model").resolve(file), dir.resolve(file));
    }
  }

  private CommandResult tune(String... more) {
    String[] arguments = new String[6 + more.length];
    String[] first = {"tune", dir.toUri().toString(), "--input", RECORDS, "--seconds", "2"};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return CommandResult.of(conf, arguments);
  }

  private Tuning.Case digits(String engine) throws Exception {
    String sha256 =
        ModelArtifact.open(new org.apache.hadoop.fs.Path(dir.toUri()), conf).card().sha256();
    return new Tuning.Case(sha256, engine, Cpu.model(), false);
  }

  private TuningFile file() throws Exception {
    return new TuningFile(
        ModelArtifact.open(new org.apache.hadoop.fs.Path(dir.toUri()), conf), conf);
  }

  @Test
  void printsTheCurveAndKeepsTheBestOfItBesideTheModel() throws Exception {
    Path chart = dir.resolve("digits.svg");
    CommandResult result =
        tune("--batch-sizes", "1,256", "--engines", "nd4j,dl4j", "--chart", chart.toString());
    result.assertDone();
    assertThat(result.out())
        .contains("digits:1 on " + Cpu.model() + ", 2,000 records")
        .containsPattern("\\* nd4j +1 +256 ")
        .containsPattern("  nd4j +1 +1 ")
        .containsPattern("\\* dl4j +1 +256 ")
        .containsPattern("recommended: --engine \\w+ --batch-size 256, the smallest mini-batch");
    assertThat(result.err()).contains("measuring, round 1 of 7");
    assertThat(chart).isNotEmptyFile();
    Tuning tuning;
    try (var in = Files.newInputStream(dir.resolve("tuning.json"))) {
      tuning = TuningJson.parse(in);
    }
    assertThat(tuning.entries()).extracting(Tuning.Entry::batchSize).containsExactly(256, 256);
    assertThat(file().sizeFor(digits("nd4j")).rows()).hasValue(256);
  }

  @Test
  void measuresInATaskToo() throws Exception {
    conf.set("howdah.run.staging-dir", dir.resolve("staging").toUri().toString());
    CommandResult result = tune("--batch-sizes", "64", "--engines", "dl4j", "--on-cluster");
    result.assertDone();
    assertThat(result.out())
        .containsPattern("\\* dl4j +1 +64 ")
        .contains(
            "/tuning.json: score and stream take the mini-batch of their engine from it on this"
                + " kind of CPU where no --batch-size is given")
        .contains("  their engine is nd4j unless you say otherwise: add --engine dl4j");
    // so it is: nothing was measured for the engine that they take without it
    assertThat(file().sizeFor(digits("nd4j")).rows()).isEmpty();
    // the task was one of this machine
    assertThat(file().sizeFor(digits("dl4j")).rows()).hasValue(64);
    try (var left = Files.list(dir.resolve("staging"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anEngineThatIsTakenAnywayIsNotNamedAgain() throws Exception {
    conf.set("howdah.engine", "dl4j");
    CommandResult result = tune("--batch-sizes", "64", "--engines", "dl4j");
    result.assertDone();
    assertThat(result.out())
        .contains("recommended: --engine dl4j --batch-size 64")
        .doesNotContain("unless you say otherwise");
  }

  @Test
  void theReasonOfATaskThatFailsReachesTheConsole() throws Exception {
    conf.set("howdah.run.staging-dir", dir.resolve("staging").toUri().toString());
    CommandResult.of(
            conf, "tune", dir.toUri().toString(), "--input", dir + "/none.csv", "--on-cluster")
        .assertFailed("Failed to measure on the cluster: Cannot find input", "/none.csv");
  }

  @Test
  void aLimitThatNothingMeetsIsRefusedAfterTheTable() {
    CommandResult result =
        tune("--batch-sizes", "256", "--engines", "dl4j", "--max-latency", "0.0001");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).containsPattern("  dl4j +1 +256 ");
    assertThat(result.err())
        .contains(
            "howdah: Cannot recommend a mini-batch: none has a p99 within --max-latency 1.0E-4 ms;"
                + " allow more");
    assertThat(dir.resolve("tuning.json")).doesNotExist();
  }

  @Test
  void wrongOptionsAreNamed() {
    refuses("Invalid engine: magic (must be one of nd4j, onnxruntime, dl4j)", "--engines=magic");
    refuses("Invalid --batch-sizes: 0 (must be a whole number from 1 to", "--batch-sizes=1,0");
    refuses("Invalid --max-latency: -1 (must be milliseconds above 0)", "--max-latency=-1");
    refuses("Invalid --chart: a.pdf (must end with .svg or .png)", "--chart=a.pdf");
  }

  private void refuses(String message, String option) {
    CommandResult result = tune(option);
    assertThat(result.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(result.err()).contains(message);
  }
}
