package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.files.FullDisk;
import io.howdah.gate.TestLimits;
import io.howdah.local.SharedHBase;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.ScoreRequest;
import io.howdah.run.TestRequests;
import io.howdah.source.InputList;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import io.howdah.view.ViewVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs on disks without room, and of more files than a cell of the catalog could name. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullDiskIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private Catalog catalog;
  private String view;

  @BeforeEach
  void makeAView() throws Exception {
    conf = SharedHBase.configuration();
    catalog = new Catalog(SharedHBase.connection());
    view = "full-disk-" + ++views;
    catalog.create(
        new ViewDefinition(
            view, "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3),
        new byte[0][]);
  }

  /** Hears nothing. */
  private static final class Deaf implements RunListener {
    @Override
    public void reached(VersionState state, RunManifest manifest) {}

    @Override
    public void progress(JobProgress job) {}
  }

  private ScoreRun run(Configuration settings) throws Exception {
    return new ScoreRun(settings, SharedHBase.connection(), catalog, "owner", new Deaf());
  }

  private ScoreRequest request(List<String> input) {
    return TestRequests.of(
        view, DIGITS.resolve("model").toString(), input, 1000L, TestLimits.ofCounts(1, 0.1, 0));
  }

  private ViewVersion version() throws Exception {
    return catalog.version(view, 1000).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    // the list of the input's files; what a mapper leaves beside; an HFile; the manifest
    "howdah.run.staging-dir, 10, .*",
    "howdah.run.staging-dir, 0, part-.*",
    "howdah.run.staging-dir, 20000, .*",
    "howdah.run.staging-dir, 0, manifest.json",
    // the job's own files; what a mapper hands on; where that lies in its file
    "hadoop.tmp.dir, 0, .*",
    "mapreduce.cluster.local.dir, 0, .*",
    "mapreduce.cluster.local.dir, 1000, file.out",
    "mapreduce.cluster.local.dir, 0, file.out.index"
  })
  void aFullDiskEndsTheRunWithOneLineAndItGoesOnAsToldOnceThereIsRoom(
      String setting, long room, String names) throws Exception {
    Path place = Files.createDirectories(folder.resolve(FullDisk.FOLDER).resolve("place"));
    Configuration full = FullDisk.with(conf, room, names);
    full.set(setting, setting.equals("hadoop.tmp.dir") ? place.toString() : place.toUri() + "");
    Preflight preflight =
        Preflight.of(full, request(List.of(DIGITS.resolve("digits.csv.gz").toString())), 1000);
    assertThatThrownBy(() -> run(full).start(preflight, true))
        .satisfies(
            e ->
                assertThat(e.getMessage().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Cannot write to ")
                    .contains(
                        FullDisk.FOLDER,
                        ": no space left on device (free some: df -h and df -i tell",
                        "howdah score " + view + " --resume 1000"));
    assertThat(version().state()).isEqualTo(VersionState.FAILED);
    assertThat(RunManifest.parse(version().manifest()).failure())
        .startsWith("Cannot write to ")
        .contains(FullDisk.FOLDER, ": no space left on device")
        .doesNotContain("\n");
    // at once: the lease is free
    RunOutcome outcome = run(FullDisk.with(full, 1L << 40)).resume(view, 1000, true);
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(outcome.manifest().counts().keysWritten()).isEqualTo(2000);
    assertThat(outcome.manifest().failure()).isNull();
  }

  /** A path of this length for each file would be more than HBase takes for a cell. */
  @Test
  void theManifestStaysSmallHoweverManyFilesARunReadsAndItsListIsReadWhenItGoesOn()
      throws Exception {
    List<String> input = new ArrayList<>();
    Path many = Files.createDirectories(folder.resolve("many-" + "x".repeat(200)));
    String header = Files.readString(DIGITS.resolve("labels.csv")).lines().findFirst().orElse("");
    assertThat(header).startsWith("id,");
    StringBuilder columns = new StringBuilder("id");
    StringBuilder zeros = new StringBuilder();
    for (int i = 0; i < 784; i++) {
      columns.append(",p").append(i);
      zeros.append(",0");
    }
    for (int i = 0; i < 1500; i++) {
      Path file = many.resolve("part-" + i + ".csv");
      Files.writeString(file, columns + "\nkey-" + i + zeros + "\n");
      input.add(file.toString());
    }
    Configuration full = FullDisk.with(conf, 300);
    Path place = Files.createDirectories(folder.resolve(FullDisk.FOLDER).resolve("place"));
    full.set("mapreduce.cluster.local.dir", place.toUri().toString());
    Preflight preflight = Preflight.of(full, request(input), 1000);
    assertThatThrownBy(() -> run(full).start(preflight, true))
        .hasMessageStartingWith("Cannot write to ");
    String manifest = version().manifest();
    assertThat(manifest.length()).isLessThan(20_000);
    InputList files = RunManifest.parse(manifest).files();
    assertThat(files.count()).isEqualTo(1500);
    assertThat(RunManifest.parse(manifest).request().input())
        .hasSize(21)
        .endsWith("(and 1,480 more)")
        .startsWith("file:" + input.get(0));
    assertThat(RunManifest.parse(manifest).request().model())
        .isEqualTo("file:" + DIGITS.resolve("model"));
    RunOutcome outcome = run(conf).resume(view, 1000, true);
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(outcome.manifest().counts().keysWritten()).isEqualTo(1500);
  }
}
