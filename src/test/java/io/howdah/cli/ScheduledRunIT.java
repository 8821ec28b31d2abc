package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.batch.Preflight;
import io.howdah.batch.ScoreRun;
import io.howdah.cli.options.ScoreOptions;
import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.settings.Settings;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewVersion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler does: {@code score --once --json}, again and again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScheduledRunIT {
  private static final long AS_OF = 1_000_000;
  private static final int LEASE_SECONDS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private Catalog catalog;
  private String model;
  private Path input;
  private String view;

  @BeforeEach
  void makeAModelAndAnInput() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    conf.setInt(Settings.LEASE_SECONDS, LEASE_SECONDS);
    catalog = new Catalog(SharedHBase.connection());
    model = new SmallModel(folder.resolve("model")).path();
    input = folder.resolve("day.csv");
    Files.write(input, List.of(SmallModel.HEADER, "a,1,2,red", "b,2,1,green"));
    view = "scheduled-" + ++views;
    conf.set("howdah.gate.max-lost", "1"); // of two keys, one is half
  }

  private List<String> arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("score", view, "--model", model, "--input", input.toUri().toString()));
    Collections.addAll(arguments, "--as-of", Long.toString(AS_OF), "--create", "full");
    Collections.addAll(arguments, "--once", "--json");
    Collections.addAll(arguments, more);
    return arguments;
  }

  private JsonNode score(String... more) throws Exception {
    CommandResult result = CommandResult.of(conf, arguments(more).toArray(String[]::new));
    result.assertDone();
    return JSON.readTree(result.out());
  }

  private List<Long> versions() throws Exception {
    return catalog.versions(view).stream().map(ViewVersion::version).toList();
  }

  /** A driver that is killed: no code of ours catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Dies as its run reaches that state, holding the view's lease. */
  private void scoreAndDieAt(VersionState moment) throws Exception {
    List<String> all = arguments();
    String[] words = all.subList(1, all.size()).toArray(String[]::new);
    ScoreCommand command = new ScoreCommand();
    Invocation invocation = Invocation.of(command, words, conf, System.out, System.err);
    Session session = invocation.session();
    ScoreOptions options = ScoreOptions.of(invocation.line(), session.settings());
    CommandResult.of(conf, "view", "create", view, "--task", "classification").assertDone();
    ScoreRun run =
        new ScoreRun(
            session.conf(),
            SharedHBase.connection(),
            catalog,
            "dead",
            new RunListener() {
              @Override
              public void reached(VersionState state, RunManifest manifest) {
                if (state == moment) {
                  throw new Killed();
                }
              }

              @Override
              public void progress(JobProgress job) {}
            });
    Preflight preflight = Preflight.of(session.conf(), options.request().orElseThrow(), AS_OF);
    assertThatThrownBy(() -> run.start(preflight, true)).isInstanceOf(Killed.class);
  }

  @Test
  void theOutcomeIsOneJsonObject() throws Exception {
    JsonNode outcome = score();
    assertThat(outcome.get("view").asText()).isEqualTo(view);
    assertThat(outcome.get("version").asLong()).isEqualTo(AS_OF);
    assertThat(outcome.get("state").asText()).isEqualTo("PUBLISHED");
    assertThat(outcome.get("recordsRead").asLong()).isEqualTo(2);
    assertThat(outcome.get("rows").asLong()).isEqualTo(2);
    assertThat(outcome.get("gates").get("min-rows").get("passed").asBoolean()).isTrue();
    assertThat(outcome.has("refusal")).isFalse();
  }

  @Test
  void aRunThatIsDoneIsNotDoneAgain() throws Exception {
    JsonNode first = score();
    assertThat(score()).isEqualTo(first);
    assertThat(versions()).containsExactly(AS_OF);
  }

  @Test
  void aVersionWhoseManifestIsOddStopsNoOther() throws Exception {
    JsonNode first = score();
    try (var table =
        SharedHBase.connection().getTable(org.apache.hadoop.hbase.TableName.valueOf("howdah"))) {
      byte[] family = {'c'};
      table.put(
          new org.apache.hadoop.hbase.client.Put((view + "/" + (AS_OF + 500)).getBytes(UTF_8))
              .addColumn(family, "state".getBytes(UTF_8), "FAILED".getBytes(UTF_8))
              .addColumn(family, "manifest".getBytes(UTF_8), "{\"files\":[]".getBytes(UTF_8)));
    }
    assertThat(score()).isEqualTo(first);
    assertThat(versions()).containsExactly(AS_OF + 500, AS_OF);
    CommandResult.of(conf, "score", view, "--resume", Long.toString(AS_OF + 500))
        .assertFailed("Invalid manifest in the catalog", "begin a new run");
    // and nobody holds the view
    Files.write(input, List.of(SmallModel.HEADER, "a,1,2,red", "b,2,1,green", "c,2,2,red"));
    assertThat(score().get("version").asLong()).isEqualTo(AS_OF + 1);
  }

  @Test
  void anInputThatChangedIsScoredAnew() throws Exception {
    score();
    Files.write(input, List.of(SmallModel.HEADER, "a,1,2,red", "b,2,1,green", "c,2,2,red"));
    assertThat(score().get("rows").asLong()).isEqualTo(3);
    Files.write(input, List.of(SmallModel.HEADER, "a,2,2,red", "b,2,1,green", "c,2,2,red"));
    score();
    assertThat(versions()).containsExactly(AS_OF + 2, AS_OF + 1, AS_OF);
    assertThat(catalog.published(view)).hasValue(AS_OF + 2);
  }

  @Test
  void aVersionThatWasRolledBackIsScoredAnew() throws Exception {
    score();
    Files.write(input, List.of(SmallModel.HEADER, "a,1,2,red", "b,2,2,red"));
    score();
    CommandResult.of(conf, "view", "rollback", view).assertDone();
    assertThat(score().get("version").asLong()).isEqualTo(AS_OF + 2);
    assertThat(catalog.published(view)).hasValue(AS_OF + 2);
  }

  @Test
  void anOlderDayThatIsDoneStaysDoneBehindANewerOne() throws Exception {
    JsonNode first = score();
    Path day = input;
    input =
        Files.write(
            folder.resolve("next.csv"), List.of(SmallModel.HEADER, "a,1,2,red", "b,2,2,red"));
    List<String> next = arguments();
    next.set(next.indexOf(Long.toString(AS_OF)), Long.toString(2 * AS_OF));
    CommandResult.of(conf, next.toArray(String[]::new)).assertDone();
    input = day;
    assertThat(score()).isEqualTo(first);
    assertThat(catalog.published(view)).hasValue(2 * AS_OF);
  }

  @Test
  void aDriverThatDiedIsWaitedForAndItsRunGoesOn() throws Exception {
    scoreAndDieAt(VersionState.STAGED);
    long begin = System.nanoTime();
    JsonNode outcome = score();
    assertThat(outcome.get("version").asLong()).isEqualTo(AS_OF);
    assertThat(outcome.get("state").asText()).isEqualTo("PUBLISHED");
    assertThat(versions()).containsExactly(AS_OF);
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(60));
  }

  @Test
  void aRunThatIsAliveIsNotTakenOver() throws Exception {
    score();
    String manifest = catalog.versions(view).get(0).manifest();
    catalog.runs().begin(view, 2 * AS_OF, "alive", Duration.ofMinutes(5), "small:1", manifest);
    Files.write(input, List.of(SmallModel.HEADER, "a,1,2,red", "b,2,2,red"));
    CommandResult.of(conf, arguments().toArray(String[]::new))
        .assertFailed("Cannot start: run " + 2 * AS_OF, "is in progress");
    List<String> older = arguments();
    older.set(older.indexOf(Long.toString(AS_OF)), Long.toString(AS_OF / 2));
    CommandResult.of(conf, older.toArray(String[]::new))
        .assertFailed("is newer (" + AS_OF, "say so with --as-of");
    catalog.runs().release(view, "alive");
  }

  @Test
  void aDayWithoutItsDoneFlagWaits() throws Exception {
    Path day = Files.createDirectories(folder.resolve("dt=2026-11-24"));
    Files.move(input, day.resolve("part-0.csv"));
    input = day;
    String[] waiting = arguments("--done-flag", "_SUCCESS").toArray(String[]::new);
    CommandResult.of(conf, waiting)
        .assertFailed("Cannot read input", "has no _SUCCESS", "run again once it is complete");
    assertThat(catalog.find(view)).isEmpty();
    Files.createFile(day.resolve("_SUCCESS"));
    CommandResult.of(conf, waiting).assertDone();
    input = folder.resolve("dt=2026-11-25");
    CommandResult.of(conf, arguments("--done-flag", "_SUCCESS").toArray(String[]::new))
        .assertFailed("is not there yet");
  }

  @Test
  void theScriptForCronScoresADayAndLeavesItAloneThen() throws Exception {
    Path day = Files.createDirectories(folder.resolve("data/2026-11-24"));
    Files.move(input, day.resolve("part-0.csv"));
    CommandResult.of(conf, "view", "create", view, "--task", "classification").assertDone();
    assertThat(scoreDay().exitValue()).isEqualTo(Main.FAILED);
    assertThat(folder.resolve("said")).content().contains("has no _SUCCESS");
    Files.createFile(day.resolve("_SUCCESS"));
    assertThat(scoreDay().exitValue()).isZero();
    assertThat(scoreDay().exitValue()).isZero();
    assertThat(versions()).containsExactly(Instant.parse("2026-11-25T00:00:00Z").toEpochMilli());
  }

  private Process scoreDay() throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
                "src/examples/schedule/score-day.sh",
                view,
                model,
                folder.resolve("data").toUri().toString(),
                "2026-11-24")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    script
        .environment()
        .merge(
            "PATH",
            new HowdahJvm(folder.resolve("jvm"), conf).program().toString(),
            (path, program) -> program + ":" + path);
    Process process = script.start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  @Test
  void aRefusedRunSaysWhichGateInItsJsonAndByItsExitCode() throws Exception {
    CommandResult result =
        CommandResult.of(conf, arguments("--min-rows", "3").toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(3);
    JsonNode outcome = JSON.readTree(result.out());
    assertThat(outcome.get("state").asText()).isEqualTo("REJECTED");
    assertThat(outcome.get("refusal").asText()).isEqualTo("min-rows: 2 rows written (at least 3)");
    assertThat(catalog.published(view)).isEmpty();
  }

  @Test
  void cleaningKeepsEveryRunThatCanBeGoneBackTo() throws Exception {
    CommandResult.of(conf, arguments("--min-rows", "3").toArray(String[]::new));
    score();
    Path runs = folder.resolve("runs").resolve(view);
    JsonNode kept = clean("1h");
    assertThat(kept.get("runsRemoved").asInt()).isZero();
    assertThat(runs.resolve(Long.toString(AS_OF))).exists();
    // as old as if it had been refused two hours ago
    for (long version : new long[] {AS_OF, AS_OF + 1}) {
      Files.setLastModifiedTime(
          runs.resolve(Long.toString(version)),
          FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
    JsonNode removed = clean("1h");
    assertThat(removed.get("runsRemoved").asInt()).isEqualTo(1);
    assertThat(removed.get("bytesRemoved").asLong()).isPositive();
    assertThat(runs.resolve(Long.toString(AS_OF))).doesNotExist();
    assertThat(runs.resolve(Long.toString(AS_OF + 1))).exists();
    // what a clean that was killed leaves of a folder is new by its time
    Path half = Files.createDirectories(runs.resolve(AS_OF + ".leaving"));
    Files.writeString(half.resolve("manifest.json"), "{}");
    assertThat(clean("1h").get("runsRemoved").asInt()).isEqualTo(1);
    assertThat(half).doesNotExist();
  }

  private JsonNode clean(String olderThan) throws Exception {
    CommandResult result =
        CommandResult.of(conf, "view", "clean", view, "--older-than", olderThan, "--json");
    result.assertDone();
    return JSON.readTree(result.out());
  }

  @Test
  void aVersionThatWasPublishedInSpiteOfAGateIsDone() throws Exception {
    JsonNode published =
        score("--min-rows", "3", "--override-gate", "min-rows", "--reason", "a small day");
    assertThat(published.get("gates").get("min-rows").get("overridden").asText())
        .isEqualTo("a small day");
    CommandResult other =
        CommandResult.of(conf, arguments("--min-rows", "3").toArray(String[]::new));
    other.assertDone();
    assertThat(JSON.readTree(other.out())).isEqualTo(published);
    assertThat(other.err())
        .contains(
            "done before: nothing is left to do (--once)",
            "it was published by other gates, labels or overrides than these; it is not judged"
                + " again");
    CommandResult same =
        CommandResult.of(
            conf,
            arguments("--min-rows", "3", "--override-gate", "min-rows", "--reason", "a small day")
                .toArray(String[]::new));
    assertThat(same.err()).contains("done before").doesNotContain("not judged again");
    assertThat(versions()).containsExactly(AS_OF);
  }

  @Test
  void aVersionThatOnlyWaitsIsPublishedByItsOwnCommand() throws Exception {
    JsonNode loaded = score("--no-publish");
    assertThat(loaded.get("state").asText()).isEqualTo("LOADED");
    assertThat(score("--no-publish")).isEqualTo(loaded);
    CommandResult published =
        CommandResult.of(conf, "view", "publish", view, loaded.get("version").asText(), "--json");
    published.assertDone();
    assertThat(JSON.readTree(published.out()).get("published").asLong()).isEqualTo(AS_OF);
    assertThat(
            JSON.readTree(
                    Path.of(URI.create(loaded.get("folder").asText()))
                        .resolve("report.json")
                        .toFile())
                .get("state")
                .asText())
        .isEqualTo("PUBLISHED");
    assertThat(score("--no-publish").get("state").asText()).isEqualTo("PUBLISHED");
  }
}
