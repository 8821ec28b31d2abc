package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.local.SharedHBase;
import io.howdah.query.http.Browser;
import io.howdah.view.Catalog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of real runs of the example, as commands write them and as a real browser shows them. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReportIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final Path PICTURES =
      Path.of(System.getProperty("howdah.build.directory"), "screenshots");
  private static final int PICTURE_BYTES = 200 * 1024;
  private static final int REPORT_BYTES = 300 * 1024;
  private static final String VIEW = "digits";
  private static final String HOSTILE = "<script>document.title='owned'</script>";
  private static final long FIRST = 1_795_392_000_000L; // 2026-11-23
  private static final long SHIFTED = FIRST + TimeUnit.DAYS.toMillis(1);
  private static final long REFUSED = SHIFTED + TimeUnit.DAYS.toMillis(1);

  @TempDir static Path folder;
  private static Configuration conf;
  private static Catalog catalog;
  private static Path runs;
  private static Browser browser;

  @BeforeAll
  static void scoreThreeTimes() throws Exception {
    browser = Browser.start(folder.resolve("profile"));
    conf = SharedHBase.configuration();
    runs = folder.resolve("runs");
    conf.set("howdah.run.staging-dir", runs.toUri().toString());
    catalog = new Catalog(SharedHBase.connection());
    List<String> lines = lines();
    score(write("monday", lines), FIRST, "--create", "full").assertDone();
    score(
            write("tuesday", shifted(lines)),
            SHIFTED,
            "--max-reject-ratio",
            "0.05",
            "--override-gate",
            "max-score-psi",
            "--reason",
            "the new printer is fainter")
        .assertDone();
    CommandResult refused = score(write("<b>wednesday", hostile(lines)), REFUSED);
    assertThat(refused.code()).as(refused.err()).isEqualTo(3);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (catalog != null) {
      catalog.drop(VIEW);
    }
  }

  private static List<String> lines() throws Exception {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIGITS.resolve("digits.csv.gz"))),
                UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** Of faded ink, and with some broken records. */
  private static List<String> shifted(List<String> lines) {
    List<String> shifted = new ArrayList<>();
    shifted.add(lines.get(0));
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",");
      for (int pixel = 1; pixel < fields.length; pixel++) {
        if (i % 3 > 0 && !fields[pixel].equals("0")) {
          fields[pixel] = Integer.toString(Integer.parseInt(fields[pixel]) / 3);
        }
      }
      if (i % 70 == 0) {
        fields[5] = "n/a";
      }
      // some are torn
      int columns = i % 200 == 3 ? 12 : fields.length;
      shifted.add(String.join(",", List.of(fields).subList(0, columns)));
    }
    return shifted;
  }

  private static List<String> hostile(List<String> lines) {
    List<String> hostile = new ArrayList<>(lines);
    for (int i = 1; i <= 400; i++) {
      hostile.set(i, "k" + i + "," + HOSTILE + "\u001b[31m,\u202e,\ud800" + lines.get(i));
    }
    return hostile;
  }

  /** As eight files, one mapper each. */
  private static Path write(String name, List<String> lines) throws Exception {
    Path input = Files.createDirectories(folder.resolve(name));
    int part = (lines.size() + 7) / 8;
    for (int i = 0; i * part + 1 < lines.size(); i++) {
      List<String> some =
          new ArrayList<>(lines.subList(i * part + 1, Math.min(lines.size(), (i + 1) * part + 1)));
      some.add(0, lines.get(0));
      Files.write(input.resolve("part-" + i + ".csv"), String.join("\n", some).getBytes(UTF_8));
    }
    return input;
  }

  private static CommandResult score(Path input, long version, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "score",
                VIEW,
                "--model",
                DIGITS.resolve("model").toString(),
                "--input",
                input.toString(),
                "-Dmapreduce.input.fileinputformat.split.maxsize=300000",
                "--as-of",
                Long.toString(version)));
    arguments.addAll(List.of(more));
    return CommandResult.of(conf, arguments.toArray(String[]::new));
  }

  private static Path page(long version) {
    return runs.resolve(VIEW + "/" + version + "/report.html");
  }

  private static JsonNode json(long version) throws Exception {
    return new ObjectMapper()
        .readTree(Files.readString(page(version).resolveSibling("report.json")));
  }

  private static void open(long version, int width) {
    browser.open(page(version).toUri(), width, 900);
  }

  @Test
  void theNumbersAreThoseOfTheManifest() throws Exception {
    JsonNode report = json(SHIFTED);
    JsonNode manifest =
        new ObjectMapper().readTree(catalog.version(VIEW, SHIFTED).orElseThrow().manifest());
    for (String field : List.of("recordsRead", "predictions", "rejects", "keysWritten")) {
      assertThat(report.at("/counts/" + field))
          .as(field)
          .isEqualTo(manifest.at("/counts/" + field));
    }
    assertThat(report.get("histogram")).isEqualTo(manifest.get("histogram"));
    assertThat(report.get("tasks")).isEqualTo(manifest.get("tasks"));
    assertThat(report.at("/previous/histogram")).isEqualTo(json(FIRST).get("histogram"));
    assertThat(report.at("/tasks/mappers/records").asLong())
        .isEqualTo(report.at("/counts/recordsRead").asLong())
        .isEqualTo(2000);
    assertThat(report.at("/tasks/reducers/records").asLong())
        .isEqualTo(report.at("/counts/keysWritten").asLong());
    long rejects = 0;
    for (JsonNode cause : report.at("/rejects/causes")) {
      rejects += cause.get("count").asLong();
      assertThat(cause.get("examples")).hasSizeBetween(1, 3);
    }
    assertThat(rejects).isEqualTo(report.at("/counts/rejects").asLong()).isPositive();
  }

  @Test
  void hostileRecordsNamesAndReasonsStayText() throws Exception {
    assertThat(Files.size(page(REFUSED))).isLessThan(REPORT_BYTES);
    String html = Files.readString(page(REFUSED));
    assertThat(html)
        .doesNotContain("<script", "<b>wednesday", "\u001b", "\u202e")
        .contains("&lt;script&gt;document.title", "&lt;b&gt;wednesday");
    open(REFUSED, 1280);
    assertThat((String) browser.run("return document.title")).doesNotContain("owned");
    assertThat(browser.texts(".examples code")).anySatisfy(r -> assertThat(r).contains(HOSTILE));
    assertThat(browser.console()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "360, false", "360, true"})
  void axeFindsNothingAgainstTheReports(int width, boolean dark) throws Exception {
    browser.preferDark(dark);
    for (long version : List.of(FIRST, SHIFTED, REFUSED)) {
      open(version, width);
      browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      assertThat(browser.accessibilityViolations()).as("%s", version).isEmpty();
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
    }
    browser.preferDark(false);
  }

  /** Copied to src/site/resources/images when the report has changed, see CONTRIBUTING.md. */
  @Test
  void thePictureOfTheDocumentsIsSmall() throws Exception {
    open(SHIFTED, 1000);
    browser.run(
        """
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          texts.currentNode.data =
            texts.currentNode.data.replaceAll(arguments[0], '…').replaceAll(arguments[1], '…');
        }""",
        folder.toString(),
        DIGITS.getParent().toString());
    Path picture = PICTURES.resolve("report.png");
    long height =
        (Long)
            browser.run(
                """
                const last = document.getElementById('tasks').closest('section');
                return Math.ceil(last.getBoundingClientRect().bottom) + 16;""");
    browser.picture(1000, (int) height, picture);
    assertThat(Files.size(picture)).isBetween(10_000L, (long) PICTURE_BYTES);
  }

  private static CommandResult report(String... arguments) {
    List<String> all = new ArrayList<>(List.of("view", "report"));
    all.addAll(List.of(arguments));
    return CommandResult.of(conf, all.toArray(String[]::new));
  }

  @Test
  void theTerminalIsToldTheSame() {
    CommandResult published = report(VIEW);
    published.assertDone();
    assertThat(published.out())
        .startsWith("Published version 2026-11-24T00:00:00Z of digits: ")
        .contains("UNPARSABLE_NUMBER", "gate max-reject-ratio  passed", "8 mappers", "█")
        .contains(page(SHIFTED).toString());
    CommandResult refused = report(VIEW, Long.toString(REFUSED));
    refused.assertDone();
    assertThat(refused.out())
        .startsWith("Refused by gate max-reject-ratio: 400 of 2000 records")
        .contains("The version of 2026-11-24T00:00:00Z is still served.", HOSTILE)
        .doesNotContain("\u001b");
  }

  @Test
  void programsAreToldWhatTheFileHolds() throws Exception {
    CommandResult result = report(VIEW, Long.toString(SHIFTED), "--json");
    result.assertDone();
    assertThat(result.out().lines()).hasSize(1);
    ObjectNode told = (ObjectNode) new ObjectMapper().readTree(result.out());
    ObjectNode file = (ObjectNode) json(SHIFTED);
    assertThat(told.remove("written")).isNotNull();
    assertThat(file.remove("written")).isNotNull();
    assertThat(told).isEqualTo(file);
  }

  @Test
  void thePageCanBeWrittenAnewWhenTheRunsFolderIsGone() throws Exception {
    Path gone = page(FIRST).getParent();
    Path kept = Files.move(gone, folder.resolve("kept"));
    try {
      Path page = folder.resolve("again.html");
      CommandResult result = report(VIEW, Long.toString(FIRST), "--output", page.toString());
      result.assertDone();
      assertThat(result.out()).contains("version 2026-11-23T00:00:00Z", "page: " + page);
      assertThat(Files.readString(page)).contains("</html>");
      assertThat(report(VIEW, Long.toString(FIRST)).out()).contains("none is left");
    } finally {
      Files.move(kept, gone);
    }
    report(VIEW, "--output", folder.resolve("no/such/page.html").toString())
        .assertFailed("Cannot write", "no/such/page.html");
  }

  @Test
  void whatIsNotThereIsToldInOneLine() throws Exception {
    report("digit").assertFailed("Cannot find view digit; did you mean digits?");
    report(VIEW, "7").assertFailed("Cannot find version 7 of view digits");
    assertThat(report(VIEW, "yesterday").code()).isEqualTo(Main.BAD_USAGE);
    CommandResult.of(conf, "view", "create", "unscored", "--task", "regression", "--mode", "full")
        .assertDone();
    try {
      report("unscored").assertFailed("Cannot report on view unscored: it has no versions");
    } finally {
      catalog.drop("unscored");
    }
  }

  @Test
  void aRunThatFailsLeavesAReportThatSaysHowToGoOn() throws Exception {
    byte[] whole = Files.readAllBytes(DIGITS.resolve("digits.csv.gz"));
    Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
    long version = REFUSED + 1;
    CommandResult failed = score(cut, version);
    failed.assertFailed("is it truncated?");
    assertThat(failed.err()).contains("report " + page(version).toUri().getScheme());
    assertThat(json(version).get("outcome").asText())
        .startsWith("Failed: ")
        .contains("is it truncated?", "begin a new one, with the command that began this")
        .doesNotContain("--resume")
        .endsWith("The version of 2026-11-24T00:00:00Z is still served.");
    open(version, 1280);
    assertThat(browser.accessibilityViolations()).isEmpty();
  }

  @Test
  void aReportThatCannotBeWrittenLeavesTheRunPublished() throws Exception {
    CommandResult.of(conf, "view", "create", "blocked", "--task", "classification").assertDone();
    try {
      List<String> arguments =
          List.of(
              "score",
              "blocked",
              "--model",
              DIGITS.resolve("model").toString(),
              "--input",
              DIGITS.resolve("digits.csv.gz").toString(),
              "--as-of",
              "1000",
              "--no-publish");
      CommandResult.of(conf, arguments.toArray(String[]::new)).assertDone();
      Path report = runs.resolve("blocked/1000/report.json");
      Files.delete(report);
      Files.createDirectories(report.resolve("in the way"));
      CommandResult resumed = CommandResult.of(conf, "score", "blocked", "--resume", "1000");
      resumed.assertDone();
      assertThat(resumed.err().lines())
          .filteredOn(line -> line.startsWith("Cannot write the report to "))
          .singleElement()
          .asString()
          .endsWith("once it is fixed: howdah view report blocked 1000)");
      assertThat(catalog.published("blocked")).hasValue(1000);
    } finally {
      catalog.drop("blocked");
    }
  }
}
