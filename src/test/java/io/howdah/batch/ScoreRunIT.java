package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.batch.output.PutOutputFormat;
import io.howdah.gate.Histogram;
import io.howdah.gate.TestLimits;
import io.howdah.local.SharedHBase;
import io.howdah.query.Answer;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.ScoreRequest;
import io.howdah.run.TestRequests;
import io.howdah.settings.Settings;
import io.howdah.view.Catalog;
import io.howdah.view.CatalogException;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on the handwritten digits, with a real HBase and real local jobs. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScoreRunIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final int LEASE_SECONDS = 3;
  private static int views;
  private static Configuration conf;
  private static Catalog catalog;
  private static List<String> lines;

  @TempDir Path folder;

  @BeforeAll
  static void openTheCatalog() throws Exception {
    conf = SharedHBase.configuration();
    conf.setInt(Settings.LEASE_SECONDS, LEASE_SECONDS);
    catalog = new Catalog(SharedHBase.connection());
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIGITS.resolve("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }
  }

  /** A driver that is killed: no code of ours catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class KillAt implements RunListener {
    private final VersionState state;

    KillAt(VersionState state) {
      this.state = state;
    }

    @Override
    public void reached(VersionState reached, RunManifest manifest) {
      if (reached == state) {
        throw new Killed();
      }
    }

    @Override
    public void progress(JobProgress job) {}
  }

  private static String newView(ViewMode mode) throws Exception {
    String view = "digits-" + ++views;
    catalog.create(
        new ViewDefinition(view, "classification", mode, Optional.empty(), Optional.empty(), 3),
        new byte[][] {"digit-0100".getBytes(StandardCharsets.UTF_8)});
    return view;
  }

  private Path csv(String name, List<String> rows) throws Exception {
    List<String> all = new ArrayList<>(rows);
    all.add(0, lines.get(0));
    return Files.write(folder.resolve(name), all);
  }

  private static ScoreRequest request(String view, Path input, long asOf, String writer) {
    return TestRequests.of(
        view,
        DIGITS.resolve("model").toUri().toString(),
        List.of(input.toUri().toString()),
        asOf,
        TestRequests.scoring(64),
        writer,
        TestLimits.ofCounts(1, 0.1, 0));
  }

  private static ScoreRun run(String owner, VersionState killedAt) throws Exception {
    return new ScoreRun(conf, SharedHBase.connection(), catalog, owner, new KillAt(killedAt));
  }

  private static RunOutcome score(String view, Path input, long asOf) throws Exception {
    return run("owner", null)
        .start(Preflight.of(conf, request(view, input, asOf, Settings.HFILES), asOf), true);
  }

  private static Map<String, Map<String, String>> answers(String view, List<String> keys)
      throws Exception {
    Map<String, Map<String, String>> answers = new LinkedHashMap<>();
    for (Answer answer : SharedHBase.reader(catalog.view(view)).lookup(keys)) {
      answers.put(answer.key(), answer.fields());
    }
    return answers;
  }

  private static List<String> keys(List<String> rows) {
    return rows.stream().map(row -> row.substring(0, row.indexOf(','))).toList();
  }

  @Test
  void publishesWhatTheModelSaysOfEveryDigit() throws Exception {
    String view = newView(ViewMode.FULL);
    List<String> rows = lines.subList(1, lines.size());
    RunOutcome outcome = score(view, DIGITS.resolve("digits.csv.gz"), 1000);
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(outcome.manifest().counts().keysWritten()).isEqualTo(2000);
    Map<String, Map<String, String>> answers = answers(view, keys(rows));
    List<String> labels = Files.readAllLines(DIGITS.resolve("labels.csv"));
    long right =
        labels.stream()
            .skip(1)
            .map(line -> List.of(line.split(",")))
            .filter(pair -> pair.get(1).equals(answers.get(pair.get(0)).get("label")))
            .count();
    assertThat(right).isEqualTo(1911);
  }

  @Test
  void theManifestTellsHowTheScoresOfTheWrittenRowsAreSpread() throws Exception {
    String view = newView(ViewMode.FULL);
    List<String> rows = new ArrayList<>(lines.subList(1, lines.size()));
    rows.addAll(lines.subList(1, 101)); // merged away: the histogram is of rows, not of records
    score(view, csv("input.csv", rows), 1000);
    RunManifest manifest = RunManifest.parse(catalog.version(view, 1000).orElseThrow().manifest());
    long[] scores = new long[20];
    Map<String, Long> labels = new LinkedHashMap<>();
    for (Map<String, String> fields :
        answers(view, keys(lines.subList(1, lines.size()))).values()) {
      scores[Math.min(19, (int) (Float.parseFloat(fields.get("score")) * 20))]++;
      labels.merge(fields.get("label"), 1L, Long::sum);
    }
    Histogram histogram = manifest.histogram();
    assertThat(histogram.kind()).isEqualTo("score");
    assertThat(histogram.counts()).isEqualTo(scores);
    assertThat(histogram.labels()).isEqualTo(labels);
    assertThat(Arrays.stream(histogram.counts()).sum())
        .isEqualTo(manifest.counts().keysWritten())
        .isEqualTo(2000);
    assertThat(manifest.counts().mergedAway()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource(
      value = VersionState.class,
      names = {"RUNNING", "STAGED", "LOADED"})
  void aRunWhoseDriverDiesGoesOnToTheSameView(VersionState killedAt) throws Exception {
    List<String> rows = lines.subList(1, 301);
    Path input = csv("input.csv", rows);
    String undisturbed = newView(ViewMode.FULL);
    score(undisturbed, input, 1000);
    String view = newView(ViewMode.FULL);
    Preflight preflight = Preflight.of(conf, request(view, input, 1000, Settings.HFILES), 1000);
    assertThatThrownBy(() -> run("first", killedAt).start(preflight, true))
        .isInstanceOf(Killed.class);
    assertThat(catalog.published(view)).isEmpty();
    RunOutcome outcome = resumeOnceTheLeaseHasRunOut(view, 1000);
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(answers(view, keys(rows))).isEqualTo(answers(undisturbed, keys(rows)));
    assertThat(outcome.manifest().counts().recordsRead()).isEqualTo(300);
  }

  /** What happens while the driver sleeps, as it has reached a state. */
  private interface Meanwhile {
    void happens() throws Exception;
  }

  /** A run whose driver sleeps past its lease. */
  private static ScoreRun sleepingAt(VersionState state, String view, Meanwhile meanwhile)
      throws Exception {
    RunListener sleeper =
        new RunListener() {
          @Override
          public void reached(VersionState reached, RunManifest manifest) {
            if (reached == state) {
              try {
                while (!hasTakenLease(view)) {
                  Thread.onSpinWait(); // the keeper renewed it just now
                }
                meanwhile.happens();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }
          }

          @Override
          public void progress(JobProgress job) {}
        };
    return new ScoreRun(conf, SharedHBase.connection(), catalog, "sleeper", sleeper);
  }

  /** Takes the lease of the run at hand as if it had run out: the keeper here does not sleep. */
  private static boolean hasTakenLease(String view) throws Exception {
    byte[] family = {'c'};
    byte[] lease = "lease".getBytes(StandardCharsets.UTF_8);
    byte[] row = view.getBytes(StandardCharsets.UTF_8);
    try (var table =
        SharedHBase.connection().getTable(org.apache.hadoop.hbase.TableName.valueOf("howdah"))) {
      byte[] held = table.get(new org.apache.hadoop.hbase.client.Get(row)).getValue(family, lease);
      return table
          .checkAndMutate(
              org.apache.hadoop.hbase.client.CheckAndMutate.newBuilder(row)
                  .ifEquals(family, lease, held)
                  .build(
                      new org.apache.hadoop.hbase.client.Put(row)
                          .addColumn(family, lease, new byte[0])))
          .isSuccess();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = VersionState.class,
      names = {"RUNNING", "STAGED", "LOADED"})
  void aDriverThatWakesUpAfterANewerVersionWasPublishedSaysSo(VersionState asleepAt)
      throws Exception {
    List<String> rows = lines.subList(1, 51);
    Path input = csv("input.csv", rows);
    String view = newView(ViewMode.FULL);
    ScoreRun sleeper = sleepingAt(asleepAt, view, () -> score(view, input, 2000));
    Preflight preflight = Preflight.of(conf, request(view, input, 1000, Settings.HFILES), 1000);
    assertThatThrownBy(() -> sleeper.start(preflight, true))
        .hasMessage(
            "Cannot go on with version 1000 of view %s: this driver did not answer for longer than"
                + " its lease, and version 2000 was published meanwhile (see what became of it, and"
                + " whether a new run is needed: howdah view describe %s)",
            view, view);
    assertThat(catalog.published(view)).hasValue(2000);
    assertThat(answers(view, keys(rows)).values()).noneMatch(Map::isEmpty);
  }

  /** The cells of one key, as a driver or a task writes them that does not know that it is late. */
  private static void putLate(String view, String key, long version) throws Exception {
    try (var table =
        SharedHBase.connection().getTable(org.apache.hadoop.hbase.TableName.valueOf(view))) {
      table.put(
          new org.apache.hadoop.hbase.client.Put(key.getBytes(StandardCharsets.UTF_8), version)
              .addColumn(
                  new byte[] {'b'},
                  "label".getBytes(StandardCharsets.UTF_8),
                  "late".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void whatADriverHasLoadedAfterItsVersionWasGivenUpIsTakenBackAgain() throws Exception {
    List<String> rows = lines.subList(1, 51);
    Path input = csv("input.csv", rows);
    String view = newView(ViewMode.INCREMENTAL);
    ScoreRun sleeper =
        sleepingAt(
            VersionState.LOADED,
            view,
            () -> {
              score(view, input, 2000);
              putLate(view, "stray", 1000);
              assertThat(answers(view, List.of("stray")).get("stray")).isNotEmpty();
            });
    Preflight preflight = Preflight.of(conf, request(view, input, 1000, Settings.HFILES), 1000);
    assertThatThrownBy(() -> sleeper.start(preflight, true))
        .hasMessageContaining("version 2000 was published meanwhile");
    assertThat(answers(view, List.of("stray")).get("stray")).isEmpty();
    assertThat(answers(view, keys(rows)).values()).noneMatch(Map::isEmpty);
  }

  @Test
  void aTaskThatOutlivesItsDriverWritesNothingOfARunThatWasGivenUp() throws Exception {
    String view = newView(ViewMode.INCREMENTAL);
    Configuration task = new Configuration(conf);
    task.set(ScoreConfig.VIEW, view);
    task.setLong(ScoreConfig.VERSION, 1000);
    var context =
        new org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl(
            task, new org.apache.hadoop.mapreduce.TaskAttemptID());
    byte[] key = "stray".getBytes(StandardCharsets.UTF_8);
    var row =
        List.of(
            new org.apache.hadoop.hbase.KeyValue(
                key, new byte[] {'b'}, new byte[] {'x'}, 1000, new byte[] {'y'}));
    var name = new org.apache.hadoop.hbase.io.ImmutableBytesWritable(key);
    catalog.runs().begin(view, 1000, "killed", java.time.Duration.ofMillis(1), "m:1", "{}");
    var before = new PutOutputFormat().getRecordWriter(context);
    before.write(name, row);
    score(view, csv("input.csv", lines.subList(1, 11)), 2000);
    String said = "Cannot go on to write version 1000 of view " + view + ": its run was given up";
    assertThatThrownBy(() -> before.close(context)).hasMessageStartingWith(said);
    var after = new PutOutputFormat().getRecordWriter(context);
    assertThatThrownBy(() -> after.write(name, row)).hasMessageStartingWith(said);
    assertThatThrownBy(() -> after.close(context)).hasMessageStartingWith(said);
    assertThat(answers(view, List.of("stray")).get("stray")).isEmpty();
  }

  @Test
  void aRunThatMeetsAnOddRowOfTheCatalogFailsWithItsLineAndGoesOnOnceThatIsMended()
      throws Exception {
    String view = newView(ViewMode.FULL);
    Path input = csv("input.csv", lines.subList(1, 11));
    score(view, input, 1000);
    RunListener spoiler =
        new RunListener() {
          @Override
          public void reached(VersionState reached, RunManifest manifest) {
            if (reached == VersionState.LOADED) {
              setPublished(view, "abc");
            }
          }

          @Override
          public void progress(JobProgress job) {}
        };
    Preflight preflight = Preflight.of(conf, request(view, input, 2000, Settings.HFILES), 2000);
    ScoreRun run = new ScoreRun(conf, SharedHBase.connection(), catalog, "spoiled", spoiler);
    assertThatThrownBy(() -> run.start(preflight, true))
        .hasMessageContaining("published is abc (must be epoch milliseconds")
        .hasMessageEndingWith("go on with: howdah score " + view + " --resume 2000)");
    setPublished(view, "1000");
    assertThat(catalog.version(view, 2000).orElseThrow().state()).isEqualTo(VersionState.FAILED);
    assertThat(run("second", null).resume(view, 2000, true).state())
        .isEqualTo(VersionState.PUBLISHED);
  }

  private static void setPublished(String view, String value) {
    try (var table =
        SharedHBase.connection().getTable(org.apache.hadoop.hbase.TableName.valueOf("howdah"))) {
      table.put(
          new org.apache.hadoop.hbase.client.Put(view.getBytes(StandardCharsets.UTF_8))
              .addColumn(
                  new byte[] {'c'},
                  "published".getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDriverThatWakesUpAfterAnotherHasPublishedItsVersionIsDone() throws Exception {
    List<String> rows = lines.subList(1, 51);
    Path input = csv("input.csv", rows);
    String view = newView(ViewMode.FULL);
    ScoreRun sleeper =
        sleepingAt(
            VersionState.LOADED,
            view,
            () ->
                assertThat(run("second", null).resume(view, 1000, true).state())
                    .isEqualTo(VersionState.PUBLISHED));
    Preflight preflight = Preflight.of(conf, request(view, input, 1000, Settings.HFILES), 1000);
    assertThat(sleeper.start(preflight, true).state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(catalog.published(view)).hasValue(1000);
  }

  @Test
  void aRunThatWasKilledRightAfterItPublishedIsDone() throws Exception {
    Path input = csv("input.csv", lines.subList(1, 11));
    String view = newView(ViewMode.FULL);
    Preflight preflight = Preflight.of(conf, request(view, input, 1000, Settings.HFILES), 1000);
    assertThatThrownBy(() -> run("first", VersionState.PUBLISHED).start(preflight, true))
        .isInstanceOf(Killed.class);
    assertThat(run("second", null).done(view, 1000).orElseThrow().state())
        .isEqualTo(VersionState.PUBLISHED);
    // a driver that died between the pointer and the state; its input is gone by now
    Files.delete(input);
    try (var table =
        SharedHBase.connection().getTable(org.apache.hadoop.hbase.TableName.valueOf("howdah"))) {
      table.put(
          new org.apache.hadoop.hbase.client.Put((view + "/1000").getBytes(StandardCharsets.UTF_8))
              .addColumn(
                  "c".getBytes(StandardCharsets.UTF_8),
                  "state".getBytes(StandardCharsets.UTF_8),
                  "LOADED".getBytes(StandardCharsets.UTF_8)));
    }
    // and though another run is alive
    java.time.Duration minute = java.time.Duration.ofMinutes(1);
    catalog.runs().begin(view, 3000, "alive", minute, "m:1", "{}");
    assertThat(run("second", null).done(view, 1000).orElseThrow().version()).isEqualTo(1000);
    assertThat(catalog.runs().holds(view, 3000, "alive")).isTrue();
    catalog.runs().release(view, "alive");
    assertThat(catalog.version(view, 1000).orElseThrow().state()).isEqualTo(VersionState.PUBLISHED);
    // one that was taken back is not
    score(view, csv("more.csv", lines.subList(1, 11)), 2000);
    catalog.publication().rollback(view, OptionalLong.empty());
    assertThat(run("second", null).done(view, 2000)).isEmpty();
    assertThatThrownBy(() -> run("second", null).resume(view, 2000, true))
        .hasMessageContaining("it is ROLLED_BACK")
        .hasMessageEndingWith("(begin a new run, with the command that began this)");
  }

  @Test
  void aRunThatTakesLongerThanItsAnswersLastNamesTheLimit() throws Exception {
    String view = "short-" + ++views;
    java.time.Duration limit = java.time.Duration.ofSeconds(12);
    catalog.create(
        new ViewDefinition(
            view, "classification", ViewMode.FULL, Optional.empty(), Optional.of(limit), 3),
        new byte[0][]);
    Path input = csv("input.csv", lines.subList(1, 11));
    long asOf = System.currentTimeMillis() - 2_000;
    RunListener slow =
        new RunListener() {
          @Override
          public void reached(VersionState reached, RunManifest manifest) {
            while (reached == VersionState.LOADED
                && System.currentTimeMillis() <= asOf + limit.toMillis()) {
              LockSupport.parkNanos(10_000_000); // time alone makes it expire
            }
          }

          @Override
          public void progress(JobProgress job) {}
        };
    Preflight preflight = Preflight.of(conf, request(view, input, asOf, Settings.HFILES), asOf);
    ScoreRun run = new ScoreRun(conf, SharedHBase.connection(), catalog, "slow", slow);
    assertThatThrownBy(() -> run.start(preflight, true))
        .hasMessageContaining("serves nothing that is older than PT12S (expire-after)")
        .hasMessageContaining("say so with --as-of")
        .hasMessageEndingWith("begin a new one, with the command that began this)");
    assertThat(catalog.published(view)).isEmpty();
  }

  private static RunOutcome resumeOnceTheLeaseHasRunOut(String view, long version)
      throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10L * LEASE_SECONDS);
    while (true) {
      try {
        return run("second", null).resume(view, version, true);
      } catch (CatalogException e) {
        assertThat(e).hasMessageContaining("is in progress");
        assertThat(System.nanoTime()).isLessThan(limit);
        Thread.sleep(100); // the lease is a time in HBase: there is nothing else to wait on
      }
    }
  }

  @Test
  void partsThatAreEmptyOnceTheyAreUnpackedChangeNothing() throws Exception {
    String view = newView(ViewMode.FULL);
    List<String> rows = lines.subList(1, 41);
    score(view, csv("full.csv", rows), 1000);
    Map<String, Map<String, String>> before = answers(view, keys(rows));
    assertThat(before.values()).noneMatch(Map::isEmpty);
    Path input = Files.createDirectory(folder.resolve("parts"));
    for (String name : List.of("0-first.csv.gz", "5-middle", "9-last.csv")) {
      new GZIPOutputStream(Files.newOutputStream(input.resolve(name))).close();
    }
    Files.writeString(input.resolve("1.csv"), "\n");
    Files.writeString(input.resolve("2.csv"), "\uFEFF");
    String text = "\uFEFF" + lines.get(0) + "\r\n" + String.join("\n", rows.subList(0, 20));
    Files.write(input.resolve("3.csv"), text.getBytes(StandardCharsets.UTF_16BE));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(input.resolve("6.csv")))) {
      text = lines.get(0) + "\n" + String.join("\n", rows.subList(20, 40)) + "\n";
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    RunOutcome outcome = score(view, input, 2000);
    assertThat(outcome.manifest().counts().recordsRead()).isEqualTo(40);
    assertThat(answers(view, keys(rows))).isEqualTo(before);
    assertThat(catalog.published(view)).hasValue(2000);
  }

  @Test
  void rollbackBringsThePreviousAnswersBack() throws Exception {
    String view = newView(ViewMode.FULL);
    List<String> one = lines.subList(1, 51);
    score(view, csv("one.csv", one), 1000);
    Map<String, Map<String, String>> before = answers(view, keys(one));
    // the same keys with other digits' pixels
    List<String> other = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String pixels = lines.get(500 + i);
      other.add(keys(one).get(i) + pixels.substring(pixels.indexOf(',')));
    }
    score(view, csv("two.csv", other), 2000);
    assertThat(answers(view, keys(one))).isNotEqualTo(before);
    assertThat(catalog.publication().rollback(view, OptionalLong.empty())).hasValue(1000);
    assertThat(answers(view, keys(one))).isEqualTo(before);
    assertThat(catalog.version(view, 2000).orElseThrow().state())
        .isEqualTo(VersionState.ROLLED_BACK);
    // a retracted version is never used again: the next attempt takes the following millisecond
    assertThat(score(view, csv("three.csv", other), 2000).version()).isEqualTo(2001);
  }

  @Test
  void aFullViewForgetsKeysThatTheLastRunDidNotWriteAndAnIncrementalOneKeepsThem()
      throws Exception {
    List<String> one = lines.subList(1, 11);
    List<String> two = lines.subList(11, 21);
    for (ViewMode mode : ViewMode.values()) {
      String view = newView(mode);
      score(view, csv("one.csv", one), 1000);
      score(view, csv("two.csv", two), 2000);
      assertThat(answers(view, keys(one)).values())
          .allMatch(fields -> fields.isEmpty() == (mode == ViewMode.FULL));
      assertThat(answers(view, keys(two)).values()).noneMatch(Map::isEmpty);
    }
  }

  @Test
  void aPublicationThatWasCutOffAfterThePointerMovedLosesNothing() throws Exception {
    String view = newView(ViewMode.INCREMENTAL);
    List<String> one = lines.subList(1, 11);
    score(view, csv("one.csv", one), 1000);
    Map<String, Map<String, String>> before = answers(view, keys(one));
    // what a driver that dies between the pointer and the state leaves behind
    try (var table =
        SharedHBase.connection().getTable(org.apache.hadoop.hbase.TableName.valueOf("howdah"))) {
      table.put(
          new org.apache.hadoop.hbase.client.Put((view + "/1000").getBytes(StandardCharsets.UTF_8))
              .addColumn(
                  "c".getBytes(StandardCharsets.UTF_8),
                  "state".getBytes(StandardCharsets.UTF_8),
                  "LOADED".getBytes(StandardCharsets.UTF_8)));
    }
    score(view, csv("two.csv", lines.subList(11, 21)), 2000);
    assertThat(answers(view, keys(one))).isEqualTo(before).doesNotContainValue(Map.of());
  }

  @Test
  void putsWriteTheSameCellsAsHFiles() throws Exception {
    List<String> rows = lines.subList(1, 101);
    Path input = csv("input.csv", rows);
    String loaded = newView(ViewMode.FULL);
    score(loaded, input, 1000);
    String put = newView(ViewMode.FULL);
    run("owner", null)
        .start(Preflight.of(conf, request(put, input, 1000, Settings.PUTS), 1000), true);
    assertThat(answers(put, keys(rows))).isEqualTo(answers(loaded, keys(rows)));
  }

  @Test
  void keepsEveryRejectAndPublishesNothingBeyondTheGate() throws Exception {
    String view = newView(ViewMode.FULL);
    List<String> good = lines.subList(1, 101);
    score(view, csv("good.csv", good), 1000);
    List<String> bad = new ArrayList<>(lines.subList(101, 181));
    for (int i = 0; i < 20; i++) {
      bad.add("broken-" + i + ",x");
    }
    RunOutcome outcome = score(view, csv("bad.csv", bad), 2000);
    assertThat(outcome.state()).isEqualTo(VersionState.REJECTED);
    assertThat(outcome.manifest().failure()).contains("max-reject-ratio: 20 of 100 records");
    assertThat(outcome.manifest().counts().rejectsByCause())
        .containsExactlyEntriesOf(Map.of("UNPARSABLE_NUMBER", 20L));
    assertThat(catalog.published(view)).hasValue(1000);
    assertThat(answers(view, keys(good)).values()).noneMatch(Map::isEmpty);
    List<String> rejects = new ArrayList<>();
    try (var files = Files.list(Path.of(java.net.URI.create(outcome.rejects())))) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part")).toList()) {
        rejects.addAll(Files.readAllLines(file));
      }
    }
    assertThat(rejects)
        .hasSize(20)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("\"cause\":\"UNPARSABLE_NUMBER\"", "\"offset\":", "bad.csv"));
  }

  @Test
  void refusesTwoRunsOfOneViewAtATimeAndAVersionOlderThanThePublishedOne() throws Exception {
    String view = newView(ViewMode.FULL);
    Path input = csv("input.csv", lines.subList(1, 11));
    score(view, input, 5000);
    assertThatThrownBy(() -> score(view, input, 4000)).hasMessageContaining("is newer (5000, ");
    Preflight preflight = Preflight.of(conf, request(view, input, 6000, Settings.HFILES), 6000);
    assertThatThrownBy(() -> run("first", VersionState.RUNNING).start(preflight, true))
        .isInstanceOf(Killed.class);
    assertThatThrownBy(() -> score(view, input, 7000))
        .hasMessageContaining("run 6000 of view " + view + " is in progress");
  }

  @Test
  void aTruncatedGzipFailsTheRunAndNamesTheFile() throws Exception {
    String view = newView(ViewMode.FULL);
    byte[] whole = Files.readAllBytes(DIGITS.resolve("digits.csv.gz"));
    Path input = folder.resolve("cut.csv.gz");
    Files.write(input, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> score(view, input, 1000))
        .hasMessageContaining("cut.csv.gz")
        .hasMessageContaining("is it truncated?");
    assertThat(catalog.published(view)).isEmpty();
    assertThat(catalog.version(view, 1000).orElseThrow().state()).isEqualTo(VersionState.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing.csv", "empty.csv", "semicolons.csv", "header.csv"})
  void findsBadInputBeforeAnythingIsSubmitted(String name) throws Exception {
    Files.write(folder.resolve("empty.csv"), new byte[0]);
    Files.write(
        folder.resolve("semicolons.csv"),
        lines.subList(0, 3).stream().map(line -> line.replace(',', ';')).toList());
    Files.writeString(folder.resolve("header.csv"), lines.get(0) + "\n");
    Map<String, String> messages =
        Map.of(
            "nothing.csv", "Cannot find input",
            "empty.csv", "no records",
            "semicolons.csv", "is the delimiter",
            "header.csv", "no records");
    ScoreRequest request = request("digits-0", folder.resolve(name), 1000, Settings.HFILES);
    assertThatThrownBy(() -> Preflight.of(conf, request, 1000))
        .hasMessageContaining(messages.get(name).replace("is the delimiter", "the delimiter"));
  }
}
