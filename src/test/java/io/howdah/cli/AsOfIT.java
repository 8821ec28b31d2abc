package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.predict.Prediction;
import io.howdah.query.Answer;
import io.howdah.view.Catalog;
import io.howdah.view.SpeedEvent;
import io.howdah.view.SpeedTable;
import io.howdah.view.VersionState;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Up to when an input is complete, and what of the speed view the version hides. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsOfIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEYS = 8;
  private static int views;

  @TempDir Path folder;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final Instant written = now.minus(Duration.ofMinutes(42));
  private final Instant happened = now.minus(Duration.ofMinutes(19));
  private Configuration conf;
  private Catalog catalog;
  private String model;
  private Path input;
  private String view;

  @BeforeEach
  void makeAModelAndAnInput() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    catalog = new Catalog(SharedHBase.connection());
    model = new SmallModel(folder.resolve("model")).path();
    input = write(folder.resolve("input.csv"), written);
    view = "as-of-" + ++views;
  }

  private static Path write(Path file, Instant modified) throws IOException {
    List<String> lines = new ArrayList<>(List.of(SmallModel.HEADER));
    for (int i = 0; i < KEYS; i++) {
      lines.add("k" + i + ",1,2,red");
    }
    return Files.setLastModifiedTime(Files.write(file, lines), FileTime.from(modified));
  }

  private CommandResult score(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("score", view, "--model", model, "--input", input.toUri().toString()));
    arguments.addAll(List.of("--create", "full"));
    arguments.addAll(List.of(more));
    return CommandResult.of(conf, arguments.toArray(String[]::new));
  }

  private Instant published() throws IOException {
    return Instant.ofEpochMilli(catalog.published(view).orElseThrow());
  }

  private String version() throws IOException {
    return Long.toString(catalog.published(view).orElseThrow());
  }

  /** Six keys get a new prediction and a seventh goes. */
  private void sixEventsAndADeletion(Instant time) throws Exception {
    List<SpeedEvent> events = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      events.add(
          new SpeedEvent(
              ("k" + i).getBytes(UTF_8),
              time.toEpochMilli(),
              new Prediction.Classified("event", 0.5f, Prediction.NO_SCORES),
              "m:1"));
    }
    events.add(SpeedEvent.deletion("k6".getBytes(UTF_8), time.toEpochMilli()));
    try (SpeedTable speed = new SpeedTable(SharedHBase.connection(), catalog.view(view))) {
      speed.write(events);
    }
  }

  /** As the run of another view left it. */
  private String manifestOfARun() throws IOException {
    String mine = view;
    view = mine + "-other";
    try {
      score().assertDone();
      return catalog.version(view, written.toEpochMilli()).orElseThrow().manifest();
    } finally {
      view = mine;
    }
  }

  private Answer lookup(String key) throws Exception {
    return SharedHBase.reader(catalog.view(view)).lookup(key);
  }

  @Test
  void aRunHidesNothingThatIsNewerThanItsInput() throws Exception {
    score().assertDone();
    assertThat(published()).isEqualTo(written);
    sixEventsAndADeletion(happened);

    CommandResult again = score();

    again.assertDone();
    assertThat(published()).as("a later attempt").isEqualTo(written.plusMillis(1));
    assertThat(again.out()).doesNotContain("hides");
    assertThat(lookup("k0").source()).isEqualTo(Answer.Source.SPEED);
    assertThat(lookup("k5").source()).isEqualTo(Answer.Source.SPEED);
    assertThat(lookup("k6").deleted()).isTrue();
    assertThat(lookup("k7").source()).isEqualTo(Answer.Source.BATCH);
  }

  @Test
  void whatAPublicationHidesIsToldByTheConsoleTheManifestAndTheReport() throws Exception {
    score().assertDone();
    sixEventsAndADeletion(happened);

    CommandResult later = score("--as-of", now.toString());

    later.assertDone();
    assertThat(later.out())
        .containsPattern("hides +6 events and 1 deletion newer than the input\\R");
    assertThat(lookup("k6").found()).isTrue();
    JsonNode manifest =
        JSON.readTree(catalog.version(view, now.toEpochMilli()).orElseThrow().manifest());
    assertThat(manifest.at("/hides/events").asLong()).isEqualTo(6);
    assertThat(manifest.at("/hides/deletions").asLong()).isEqualTo(1);
    JsonNode report =
        JSON.readTree(
            folder
                .resolve("runs")
                .resolve(view)
                .resolve(version())
                .resolve("report.json")
                .toFile());
    assertThat(report.at("/hides/events").asLong()).isEqualTo(6);
    assertThat(report.get("outcome").asText())
        .endsWith(" It hides 6 events and 1 deletion newer than the input.");
  }

  @Test
  void itIsToldToProgramsToo() throws Exception {
    JsonNode first = JSON.readTree(score("--json").out());
    assertThat(first.get("hidesEvents").asText()).isEqualTo("0");
    sixEventsAndADeletion(happened);
    JsonNode later = JSON.readTree(score("--as-of", now.toString(), "--json").out());
    assertThat(later.get("hidesEvents").asLong()).isEqualTo(6);
    assertThat(later.get("hidesDeletions").asLong()).isEqualTo(1);
  }

  @Test
  void whoeverPublishesALoadedVersionIsTold() throws Exception {
    score().assertDone();
    sixEventsAndADeletion(happened);
    CommandResult loaded = score("--as-of", now.toString(), "--no-publish");
    loaded.assertDone();
    assertThat(loaded.out()).doesNotContain("hides");
    assertThat(loaded.err())
        .containsPattern("scoring 100%  8 records, [\\d,]+ records/s\\Rstaged " + view + "\\R");
    String version = Long.toString(now.toEpochMilli());

    CommandResult published = CommandResult.of(conf, "view", "publish", view, version);

    published.assertDone();
    assertThat(published.out()).contains("hides 6 events and 1 deletion newer than the input");
    JsonNode kept =
        JSON.readTree(
            folder
                .resolve("runs")
                .resolve(view)
                .resolve(version)
                .resolve("manifest.json")
                .toFile());
    assertThat(kept.at("/hides/events").asLong()).isEqualTo(6);
    assertThat(kept.at("/hides/deletions").asLong()).isEqualTo(1);
    assertThat(CommandResult.of(conf, "view", "publish", view, version).out())
        .as("asked again")
        .contains("hides 6 events and 1 deletion newer than the input");
    assertThat(CommandResult.of(conf, "view", "report", view).out())
        .contains("It hides 6 events and 1 deletion newer than the input.");
    CommandResult.of(conf, "view", "rollback", view).assertDone();
    CommandResult again = score("--as-of", now.toString(), "--no-publish", "--json");
    again.assertDone();
    assertThat(JSON.readTree(again.out()).has("hidesEvents")).isFalse();
    assertThat(JSON.readTree(again.out()).has("hidesDeletions")).isFalse();
    JsonNode json =
        JSON.readTree(
            CommandResult.of(conf, "view", "publish", view, "" + (now.toEpochMilli() + 1), "--json")
                .out());
    assertThat(json.get("hidesEvents").asLong()).isEqualTo(6);
    assertThat(json.get("hidesDeletions").asLong()).isEqualTo(1);
  }

  @Test
  void anEventThatTheDataKnowIsNotCounted() throws Exception {
    score().assertDone();
    sixEventsAndADeletion(happened);
    write(input, happened);
    CommandResult later = score("--as-of", now.toString());
    later.assertDone();
    assertThat(later.out()).doesNotContain("hides");
  }

  @ParameterizedTest
  @CsvSource({
    "0, must be later than 1970",
    "-5, must be like",
    "1969-12-31, must be later than 1970",
    "1764000000, multiply by 1000",
    "20261124, must be like",
    "2999-01-01, must be at most 300 s from now",
    "999999999999999, must be at most 300 s from now",
    "9999999999999999, must be like"
  })
  void anImpossibleTimeIsAnErrorAndNeverNow(String time, String message) throws Exception {
    CommandResult result = score("--as-of", time);
    assertThat(result.code()).as(result.err()).isEqualTo(Main.BAD_USAGE);
    assertThat(result.err().lines().filter(line -> line.startsWith("howdah: ")))
        .singleElement()
        .asString()
        .contains(time.matches("\\d{9,15}|0") ? "as-of time: " + time : "Invalid", message);
    assertThat(catalog.find(view)).isEmpty();
  }

  @Test
  void aTimeThatIsAheadByLessThanClocksDifferIsTakenAndItsAgeIsNotNegative() throws Exception {
    score("--as-of", now.plusSeconds(120).toString()).assertDone();
    assertThat(published()).isEqualTo(now.plusSeconds(120));
    assertThat(lookup("k0").age()).isZero();
    assertThat(
            JSON.readTree(CommandResult.of(conf, "view", "status", view, "--json").out())
                .get("ageMillis")
                .asLong())
        .isZero();
    assertThat(CommandResult.of(conf, "view", "status", view, "--quick").out())
        .containsPattern(
            "version " + version() + " is as of " + published() + " \\(in 1m \\d+s\\), fresh \\(");
    score("--as-of", now.plusSeconds(600).toString());
    assertThat(published()).isEqualTo(now.plusSeconds(120));
  }

  @Test
  void todaysFolderIsCompleteUpToWhenItWasWrittenAndYesterdaysToItsEnd() throws Exception {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    input = day("dt=" + today, now.minusSeconds(10));
    score().assertDone();
    assertThat(published()).isEqualTo(now.minusSeconds(10));
    sixEventsAndADeletion(now.minusSeconds(5));
    assertThat(lookup("k0").source()).isEqualTo(Answer.Source.SPEED);

    view = "as-of-" + ++views;
    input = day(today.minusDays(3).toString(), now.minusSeconds(10));
    score().assertDone();
    assertThat(published()).isEqualTo(today.minusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant());

    view = "as-of-" + ++views;
    input = day("dt=" + today.plusDays(3), now.minusSeconds(10));
    score().assertDone();
    assertThat(published()).isEqualTo(now.minusSeconds(10));
  }

  private Path day(String name, Instant modified) throws IOException {
    Path day = Files.createDirectories(folder.resolve(name));
    Files.createFile(day.resolve("_SUCCESS"));
    write(day.resolve("part-0.csv"), modified.minusSeconds(60));
    write(day.resolve("part-1.csv"), modified);
    return day;
  }

  @Test
  void recordsMayBeLateWhereTheInputDoesNotTell() throws Exception {
    score("-D", "howdah.run.allowed-lateness-seconds=60").assertDone();
    assertThat(published()).isEqualTo(written.minusSeconds(60));
  }

  @Test
  void anInputThatWasWrittenInTheFutureIsCompleteUpToNow() throws Exception {
    write(input, now.plus(Duration.ofDays(2)));
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    CommandResult plan = score("--dry-run");
    assertThat(plan.out()).contains("now, for ", "input.csv was last written in the future)");
    score("--once").assertDone();
    assertThat(published()).isBetween(before, Instant.now());
    String first = version();
    score("--once").assertDone();
    assertThat(version()).isEqualTo(first);
  }

  @Test
  void anInputOfWhichNoClockToldTheTimeIsRefusedWithTheWayOut() throws Exception {
    write(input, Instant.EPOCH);
    CommandResult result = score();
    assertThat(result.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(result.err())
        .contains(
            "Cannot tell up to when the input is complete: it was last written"
                + " 1970-01-01T00:00:00Z",
            "say so with --as-of");
    score("--as-of", now.toString()).assertDone();
  }

  @Test
  void anInputOlderThanThePublishedVersionIsRefusedWithAWayOutThatWorks() throws Exception {
    score("--as-of", happened.toString()).assertDone();
    CommandResult older = score();
    older.assertFailed(
        "Cannot score as of " + written + ": the published version of view " + view + " is newer",
        "leave the older input out, or, if it is complete up to a later time, say so with --as-of");
    assertThat(older.err()).doesNotContain("rollback");
    score("--as-of", now.toString()).assertDone();
    score("--as-of", happened.plusSeconds(1).toString())
        .assertFailed(
            "go back first: howdah view rollback " + view + " --to " + happened.toEpochMilli());
    CommandResult.of(conf, "view", "rollback", view, "--to", Long.toString(happened.toEpochMilli()))
        .assertDone();
    score("--as-of", happened.plusSeconds(1).toString()).assertDone();
  }

  @Test
  void askedOnceTheSameFilesAreScoredOnceAndOthersAgain() throws Exception {
    score("--once").assertDone();
    score("--once").assertDone();
    assertThat(versions()).containsExactly(written);
    write(input, happened);
    score("--once").assertDone();
    assertThat(versions()).containsExactly(happened, written);
  }

  private List<Instant> versions() throws IOException {
    return catalog.versions(view).stream()
        .map(ViewVersion::version)
        .map(Instant::ofEpochMilli)
        .toList();
  }

  @Test
  void aViewThatAVersionOfTheFutureLocksIsFreedByARollback() throws Exception {
    Instant future = now.plus(Duration.ofHours(3));
    String manifest = manifestOfARun();
    CommandResult.of(conf, "view", "create", view, "--task", "classification").assertDone();
    Catalog ahead =
        new Catalog(SharedHBase.connection(), Clock.offset(Clock.systemUTC(), Duration.ofHours(4)));
    ahead
        .runs()
        .begin(view, future.toEpochMilli(), "ahead", Duration.ofMinutes(5), "small:1", manifest);
    ahead.runs().advance(view, future.toEpochMilli(), "ahead", VersionState.LOADED, manifest);
    ahead.runs().release(view, "ahead");
    CommandResult.of(conf, "view", "publish", view, Long.toString(future.toEpochMilli()))
        .assertFailed("Cannot publish version", "it would hide every event until " + future);
    ahead.publication().publishLoaded(view, future.toEpochMilli());
    assertThat(lookup("k0").found()).isFalse();

    score()
        .assertFailed(
            "that lies in the future and hides every event until then; go back first: howdah view"
                + " rollback "
                + view);
    CommandResult back = CommandResult.of(conf, "view", "rollback", view);

    back.assertDone();
    assertThat(back.out().toLowerCase(Locale.ROOT)).contains("none is published now");
    assertThat(catalog.published(view)).isEmpty();
    score().assertDone();
    assertThat(published()).isEqualTo(written);
  }
}
