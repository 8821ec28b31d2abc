package io.howdah.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.cli.HowdahJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** One run after the other into one view, of which many are killed and some go on. */
final class Runs {
  private static final int MOST_RESUMED = 3;
  private static final long LIMIT_SECONDS = 300;

  /** No step takes longer: a run and all that it is resumed, each disturbed and then spared. */
  static final long STEP_LIMIT_SECONDS = (1 + MOST_RESUMED) * 2 * LIMIT_SECONDS + 60;

  private static final int TRIES = 20;
  private static final int FILES = 3;

  /** What is said where two versions that died before they were published are in the way. */
  private static final Pattern WAITING =
      Pattern.compile(
          "are loaded and wait; publish the newest first: howdah (view publish \\S+ (\\d+))");

  private final Servers servers;
  private final String model;
  private final Path folder;
  private final HowdahJvm local;
  private final Yarn yarn;
  private final Truth truth;
  private final Published published;
  private final SimulatedClock clock;
  private final Findings findings;
  private long usualMillis = 10_000;
  private boolean calm;

  Runs(
      Servers servers,
      Yarn yarn,
      String model,
      Path folder,
      Truth truth,
      Published published,
      SimulatedClock clock,
      Findings findings)
      throws IOException {
    this.servers = servers;
    this.model = model;
    this.folder = folder;
    this.local = new HowdahJvm(folder, servers.settings());
    this.yarn = yarn;
    this.truth = truth;
    this.published = published;
    this.clock = clock;
    this.findings = findings;
  }

  /** A run while nothing dies; it waits as long as the lease of one that died is in its way. */
  void undisturbed() throws Exception {
    long version = clock.version();
    calm = true;
    int tries = 0;
    do {
      long begin = System.nanoTime();
      finish(version, local, score(version, local, "--once"), servers.changes());
      usualMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    } while (!published.ever(version) && ++tries < TRIES);
    calm = false;
    if (!published.ever(version)) {
      findings.wrong("run " + version + " was not published in " + TRIES + " tries");
    }
  }

  /** A run that is killed at some time, or is not; it goes on, or is left to the next one. */
  void any(Random random) throws Exception {
    long version = clock.version();
    int changes = servers.changes();
    HowdahJvm jvm = jvm(random);
    Process driver = score(version, jvm);
    if (random.nextInt(3) > 0 && !driver.waitFor(moment(random), TimeUnit.MILLISECONDS)) {
      driver.destroyForcibly().waitFor();
      findings.count("kills of a driver");
    } else if (finish(version, jvm, driver, changes)) {
      return;
    }
    for (int i = random.nextInt(1 + MOST_RESUMED); i > 0; i--) {
      findings.count("resumed");
      changes = servers.changes();
      HowdahJvm next = jvm(random);
      if (finish(version, next, next.start(resume(version)), changes)) {
        return;
      }
    }
  }

  /** Where a run's tasks are: in its own JVM, or now and then in those of a cluster. */
  private HowdahJvm jvm(Random random) {
    if (random.nextInt(4) > 0) {
      return local;
    }
    findings.count("on YARN");
    return yarn.jvm();
  }

  private long moment(Random random) {
    return (long) (random.nextDouble() * 1.2 * usualMillis);
  }

  private static String[] resume(long version) {
    return new String[] {"score", Attack.VIEW, "--resume", Long.toString(version)};
  }

  /**
   * Awaits its end, whatever it is.
   *
   * @return whether there is no more to do for the version
   */
  private boolean finish(long version, HowdahJvm jvm, Process driver, int changes)
      throws Exception {
    if (!ends(driver, jvm)) {
      driver.destroyForcibly().waitFor();
      findings.wrong("run " + version + " did not end in time: " + jvm.said());
      return true;
    }
    String said = jvm.said();
    if (driver.exitValue() == 0) {
      if (published.ever(version)) {
        findings.count(calm ? "published when calm" : "published amid kills");
      } else {
        findings.wrong("run " + version + " ended well and is not published: " + said);
      }
      return true;
    }
    findings.count("ended without publishing");
    List<String> lines = said.lines().filter(line -> line.startsWith("howdah: ")).toList();
    if (lines.size() != 1 || said.contains("\tat ")) {
      findings.wrong("run " + version + " ended with more than a line: " + said);
    }
    Matcher waiting = WAITING.matcher(said);
    if (waiting.find()) {
      findings.count("published by hand");
      Process publishing = jvm.start(waiting.group(1).split(" "));
      finish(Long.parseLong(waiting.group(2)), jvm, publishing, servers.changes());
      return false;
    }
    boolean inTheWay = said.contains("in progress") || said.contains("was changed just now");
    boolean neverBegan = said.contains("Cannot find version"); // what was killed at once
    if (servers.changes() == changes && changes % 2 == 0 && !inTheWay && !neverBegan) {
      findings.wrong("run " + version + " failed undisturbed: " + said);
    }
    return neverBegan;
  }

  /** Within the limit; a run whose tasks are killed again and again, once they are spared. */
  private boolean ends(Process driver, HowdahJvm jvm) throws InterruptedException {
    if (driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      return true;
    }
    if (jvm != yarn.jvm()) {
      return false;
    }
    findings.count("spared");
    yarn.spare(true);
    try {
      return driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      yarn.spare(false);
    }
  }

  private Process score(long version, HowdahJvm jvm, String... more) throws IOException {
    Path data = write(version);
    truth.begun(version);
    List<String> arguments = new ArrayList<>(List.of("score", Attack.VIEW, "--model", model));
    Collections.addAll(arguments, "--input", data.toString(), "--as-of", Long.toString(version));
    Collections.addAll(arguments, "--create", "full", "--regions", "3", "--min-rows", "0");
    Collections.addAll(arguments, "--max-score-psi", "1000", "--max-label-psi", "1000");
    Collections.addAll(arguments, "--max-reject-ratio", "1", "--min-agreement", "0");
    Collections.addAll(arguments, "--max-lost", "1", "--max-gained", "1000");
    Collections.addAll(arguments, more);
    findings.count("runs begun");
    return jvm.start(arguments.toArray(String[]::new));
  }

  private Path write(long version) throws IOException {
    Path data = folder.resolve("data-" + version);
    if (Files.exists(data)) {
      return data; // it is asked for again
    }
    Files.createDirectories(data);
    for (int file = 0; file < FILES; file++) {
      StringBuilder lines = new StringBuilder("id,x,y,colour\n");
      for (int number = file; number < Truth.KEYS; number += FILES) {
        String key = Truth.key(number);
        Optional<String> row = Truth.row(version, key);
        lines.append(row.map(features -> key + "," + features).orElse("bad,x,y,blue")).append('\n');
      }
      try (OutputStream out =
          file == 0
              ? new GZIPOutputStream(Files.newOutputStream(data.resolve("part-0.csv.gz")))
              : Files.newOutputStream(data.resolve("part-" + file + ".csv"))) {
        out.write(lines.toString().getBytes(UTF_8));
      }
    }
    return data;
  }
}
