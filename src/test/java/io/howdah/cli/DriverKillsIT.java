package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.ViewDump;
import io.howdah.view.ViewVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drivers in JVMs of their own that die by {@code kill -9}. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriverKillsIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final long VERSION = 1000;
  private static final int ATTEMPTS = 6;

  private static HowdahJvm jvm;
  private static HowdahJvm stopped;
  private static Catalog catalog;
  private static Path runs;
  private static List<String> undisturbed;
  private static int views;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    Path folder =
        Files.createTempDirectory(Path.of(System.getProperty("howdah.build.directory")), "kills-");
    runs = folder.resolve("runs");
    Configuration settings = new Configuration(false);
    Configuration hbase = SharedHBase.configuration();
    for (String key : List.of("hbase.zookeeper.quorum", "hbase.zookeeper.property.clientPort")) {
      settings.set(key, hbase.get(key));
    }
    settings.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    settings.set("howdah.run.staging-dir", runs.toUri().toString());
    settings.setInt("howdah.run.lease-seconds", 3);
    jvm = new HowdahJvm(folder, settings);
    stopped = new HowdahJvm(folder.resolve("stopped"), settings);
    catalog = new Catalog(SharedHBase.connection());
    HowdahJvm.Result result = jvm.run(score("undisturbed"));
    assertThat(result.code()).as(result.said()).isZero();
    undisturbed = ViewDump.cells(SharedHBase.connection(), "undisturbed", VERSION);
    assertThat(undisturbed).hasSize(4000);
  }

  private static String[] score(String view) {
    return score(view, VERSION);
  }

  private static String[] score(String view, long version) {
    return new String[] {
      "score",
      view,
      "--model",
      DIGITS.resolve("model").toString(),
      "--input",
      DIGITS.resolve("digits.csv.gz").toString(),
      "--create",
      "full",
      "--regions",
      Integer.toString(RunMoment.REGIONS),
      "--as-of",
      Long.toString(version)
    };
  }

  @ParameterizedTest
  @EnumSource(RunMoment.class)
  void aRunWhoseDriverWasKilledGoesOnToTheSameCells(RunMoment moment) throws Exception {
    String view = killedAt(moment);
    assertThat(catalog.published(view)).isEmpty();
    HowdahJvm.Result result = resumeOnceTheLeaseHasRunOut(view);
    assertThat(result.code()).as(result.said()).isZero();
    assertThat(result.said()).contains("records read                2,000", "PUBLISHED");
    assertThat(catalog.published(view)).hasValue(VERSION);
    assertThat(ViewDump.cells(SharedHBase.connection(), view, VERSION)).isEqualTo(undisturbed);
  }

  @Test
  void aDriverThatWasStoppedPastItsLeaseSaysThatAnotherTookItsPlace() throws Exception {
    String view = "stopped-" + ++views;
    Process driver = stopped.start(score(view));
    RunMoment.RUNNING.await(catalog, runs, view, VERSION, driver);
    signal("STOP", driver);
    try {
      HowdahJvm.Result other = null;
      for (int i = 0; i < ATTEMPTS && (other == null || other.code() != 0); i++) {
        other = jvm.run(score(view, VERSION + 1)); // refused as long as the lease runs
      }
      assertThat(other.code()).as(other.said()).isZero();
    } finally {
      signal("CONT", driver);
    }
    assertThat(driver.waitFor()).as(stopped.said()).isEqualTo(Main.FAILED);
    assertThat(stopped.said().lines().filter(line -> line.startsWith("howdah: ")))
        .singleElement()
        .asString()
        .contains("version " + (VERSION + 1) + " was published meanwhile")
        .endsWith("howdah view describe " + view + ")");
    HowdahJvm.Result told = jvm.run("view", "describe", view);
    assertThat(told.code()).isZero();
    assertThat(told.said()).contains(Long.toString(VERSION), "FAILED");
    assertThat(catalog.published(view)).hasValue(VERSION + 1);
    assertThat(ViewDump.cells(SharedHBase.connection(), view, VERSION + 1)).hasSize(4000);
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Begins runs until one was killed at the moment: nothing holds a driver up there. */
  private static String killedAt(RunMoment moment) throws Exception {
    for (int i = 0; i < ATTEMPTS; i++) {
      String view = "killed-" + ++views;
      Process driver = jvm.start(score(view));
      moment.await(catalog, runs, view, VERSION, driver);
      driver.destroyForcibly();
      assertThat(driver.waitFor()).as(jvm.said()).isEqualTo(128 + 9);
      Optional<ViewVersion> left = catalog.version(view, VERSION);
      if (left.isPresent() && left.get().state() == moment.state()) {
        return view;
      }
    }
    throw new AssertionError("no driver was killed at " + moment + " in " + ATTEMPTS + " attempts");
  }

  private static HowdahJvm.Result resumeOnceTheLeaseHasRunOut(String view) throws Exception {
    HowdahJvm.Result result = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      result = jvm.run("score", view, "--resume", Long.toString(VERSION));
      if (!result.said().contains("is in progress")) {
        return result;
      }
    }
    return result;
  }
}
