package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On the example's digits. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PlanCommandTest {
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

  private CommandResult plan(String... more) {
    String[] arguments = new String[4 + more.length];
    String[] first = {"plan", dir.toUri().toString(), "--input", RECORDS};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return CommandResult.of(conf, arguments);
  }

  private CommandResult dryRun(String... more) {
    String[] arguments = new String[7 + more.length];
    String[] first = {
      "score", "digits", "--model", dir.toUri().toString(), "--input", RECORDS, "--dry-run"
    };
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return CommandResult.of(conf, arguments);
  }

  private void tuned(String cpu, String sha256) throws Exception {
    ModelArtifact artifact = ModelArtifact.open(new org.apache.hadoop.fs.Path(dir.toUri()), conf);
    new TuningFile(artifact, conf)
        .add(
            List.of(
                new Tuning.Entry(
                    new Tuning.Case(
                        sha256 == null ? artifact.card().sha256() : sha256, "nd4j", cpu, false),
                    1,
                    48,
                    1,
                    1,
                    1,
                    1_795_000_000_000L)));
  }

  @Test
  void tellsWhatTheDigitsNeed() {
    CommandResult result = plan("--containers", "2");
    result.assertDone();
    assertThat(result.out())
        .contains("mini-batch  256 rows (the default; howdah tune may find a better one)")
        .contains("records     about 2,000 in 1 file")
        .containsPattern("speed +[0-9,]+ rows/s on one thread")
        .contains("mappers     1 of at most 2,000 rows, some 4 s each")
        .contains("reducers    4, one per region")
        .contains("with 2 at once")
        .contains("HBase       1 MiB per version")
        .containsPattern(
            "a mapper +384 MiB of heap \\+ 22\\d MiB outside it = a container of 1,024")
        .contains("  -D mapreduce.map.memory.mb=1024");
  }

  @Test
  void refusesWhatYarnWouldKill() {
    CommandResult result = plan("-D", "mapreduce.map.memory.mb=512");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err())
        .containsPattern(
            "howdah: Cannot run a mapper in a container of 512 MiB: 384 MiB of heap and 22\\d MiB"
                + " outside it do not fit, and YARN would kill it;"
                + " set mapreduce.map.memory.mb=640");
  }

  @Test
  void aDryRunIsAPlanToo() throws Exception {
    CommandResult result = dryRun();
    result.assertDone();
    assertThat(result.out())
        .contains("as of")
        .contains("settings that give it:")
        .endsWith("nothing was submitted (--dry-run)\n");
    CommandResult refused = dryRun("-D", "mapreduce.task.io.sort.mb=1000");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("howdah: Cannot sort in a heap of 384 MiB");
  }

  @Test
  void theTunedSizeIsTakenWhereNoneIsGiven() throws Exception {
    tuned(Cpu.model(), null);
    assertThat(dryRun().out())
        .contains(
            "mini-batch  48 rows (tuning.json, measured 2026-11-18T11:06:40Z with nd4j on "
                + Cpu.model()
                + ")");
    assertThat(dryRun("--batch-size", "7").out())
        .contains("mini-batch  7 rows (from --batch-size)");
    assertThat(dryRun("--batch-size", "auto").out())
        .contains("mini-batch  auto (each task finds out in its first seconds)");
  }

  @Test
  void theTuningOfAnotherCpuOrModelIsIgnoredWithALine() throws Exception {
    tuned("Abacus 9000", null);
    assertThat(dryRun().out())
        .contains(
            "mini-batch  256 rows (the default; tuning.json is ignored: it was measured on another"
                + " CPU (Abacus 9000))");
    Files.delete(dir.resolve("tuning.json"));
    tuned(Cpu.model(), "c".repeat(64));
    assertThat(dryRun().out())
        .contains(
            "mini-batch  256 rows (the default; tuning.json is ignored: it is of another model"
                + " (SHA-256 cccccccc…))");
  }

  @Test
  void autoAndPutsDoNotGoTogetherWhereScoresMoveWithTheMiniBatch() {
    CommandResult result = dryRun("--batch-size", "auto", "--writer", "puts");
    assertThat(result.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(result.err())
        .contains(
            "Cannot use --batch-size auto with --writer puts: with engine nd4j a score moves");
    dryRun("--batch-size=auto", "--writer=puts", "--engine=onnxruntime").assertDone();
  }
}
