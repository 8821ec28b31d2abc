package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on the handwritten digits that are judged by what the published version says. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatesIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REFUSED = 3;
  private static Catalog catalog;
  private static List<String> lines;
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private String view;

  @BeforeAll
  static void readTheDigits() throws Exception {
    catalog = new Catalog(SharedHBase.connection());
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIGITS.resolve("digits.csv.gz"))),
                UTF_8))) {
      lines = reader.lines().toList();
    }
  }

  @BeforeEach
  void nameAView() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    view = "gates-" + ++views;
  }

  private CommandResult score(Path input, long version, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "score",
                view,
                "--model",
                DIGITS.resolve("model").toUri().toString(),
                "--input",
                input.toUri().toString(),
                "--as-of",
                Long.toString(version)));
    if (!Arrays.asList(more).contains("--create")) {
      arguments.addAll(List.of("--create", "full"));
    }
    arguments.addAll(List.of(more));
    return CommandResult.of(conf, arguments.toArray(String[]::new));
  }

  private Path csv(List<String> rows) throws Exception {
    List<String> all = new ArrayList<>(rows);
    all.add(0, lines.get(0));
    return Files.write(folder.resolve("input-" + rows.hashCode() + ".csv"), all);
  }

  private static List<String> rows(int from, int to) {
    return lines.subList(1 + from, 1 + to);
  }

  /** All keys, with the pictures of the first {@code pictures} of them over and over. */
  private static List<String> withPicturesOf(int pictures) {
    List<String> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String key = lines.get(i).substring(0, lines.get(i).indexOf(','));
      String other = lines.get(1 + i % pictures);
      rows.add(key + other.substring(other.indexOf(',')));
    }
    return rows;
  }

  /** The same pictures in faint ink: the same keys, and scores that are lower. */
  private static List<String> faint() {
    return rows(0, lines.size() - 1).stream()
        .map(
            row -> {
              List<String> fields = List.of(row.split(",", -1));
              return fields.get(0)
                  + ","
                  + fields.stream()
                      .skip(1)
                      .map(pixel -> Integer.toString(Integer.parseInt(pixel) / 3))
                      .collect(Collectors.joining(","));
            })
        .toList();
  }

  private JsonNode manifest(long version) throws Exception {
    return JSON.readTree(catalog.version(view, version).orElseThrow().manifest());
  }

  private JsonNode gate(long version, String name) throws Exception {
    return manifest(version).get("gates").get(name);
  }

  private void assertRefused(CommandResult result, long version, String gate) throws Exception {
    assertThat(result.code()).as(result.err()).isEqualTo(REFUSED);
    assertThat(result.out().lines().filter(line -> line.startsWith("  gate " + gate)))
        .singleElement()
        .asString()
        .contains("refused: " + gate(version, gate).get("text").asText());
    assertThat(result.out()).contains(" --override-gate " + gate + " ", " --reason TEXT");
    assertThat(catalog.version(view, version).orElseThrow().state())
        .isEqualTo(VersionState.REJECTED);
    assertThat(gate(version, gate).get("passed").asBoolean()).isFalse();
    assertThat(manifest(version).get("failure").asText()).contains("refused by gate", gate + ": ");
  }

  @Test
  void aFirstRunHasNothingToBeComparedWithAndASecondOfTheSameIsTheSame() throws Exception {
    score(DIGITS.resolve("digits.csv.gz"), 1000).assertDone();
    for (String gate : List.of("max-score-psi", "max-label-psi", "max-lost", "min-agreement")) {
      assertThat(gate(1000, gate).get("passed").asBoolean()).isTrue();
      assertThat(gate(1000, gate).get("text").asText()).isEqualTo("no version is published");
      assertThat(gate(1000, gate).has("value")).isFalse();
      assertThat(gate(1000, gate).has("limit")).isTrue();
    }
    assertThat(manifest(1000).has("comparedWith")).isFalse();
    CommandResult again = score(DIGITS.resolve("digits.csv.gz"), 2000);
    again.assertDone();
    assertThat(manifest(2000).get("comparedWith").asLong()).isEqualTo(1000);
    assertThat(gate(2000, "max-score-psi").get("value").asDouble()).isZero();
    assertThat(gate(2000, "max-label-psi").get("value").asDouble()).isZero();
    assertThat(gate(2000, "max-lost").get("text").asText())
        .isEqualTo("0 of 2000 keys of version 1000 are gone, 0.0000 (at most 0.1)");
    assertThat(gate(2000, "max-gained").get("value").asDouble()).isZero();
    assertThat(gate(2000, "min-agreement").get("text").asText())
        .isEqualTo("2000 of 2000 keys in both versions, 1.0000 (at least 0.8)");
    assertThat(again.out()).contains("gate min-agreement     passed: 2000 of 2000 keys");
  }

  @Test
  void aRunWhoseScoresDriftedIsRefusedUnlessSomebodySaysWhy() throws Exception {
    score(DIGITS.resolve("digits.csv.gz"), 1000).assertDone();
    Path faint = csv(faint());
    CommandResult refused = score(faint, 2000);
    assertRefused(refused, 2000, "max-score-psi");
    assertThat(catalog.published(view)).hasValue(1000);
    CommandResult.of(conf, "score", view, "--resume", "2000")
        .assertFailed("it is REJECTED", "--override-gate NAME --reason TEXT");
    List<String> overrides = new ArrayList<>(List.of("--reason", "new scanners"));
    for (String gate : List.of("max-score-psi", "max-label-psi", "min-agreement")) {
      overrides.addAll(List.of("--override-gate", gate));
    }
    CommandResult overridden = score(faint, 3000, overrides.toArray(String[]::new));
    overridden.assertDone();
    assertThat(overridden.out()).contains("max-score-psi     overridden (new scanners): ");
    assertThat(catalog.published(view)).hasValue(3000);
    assertThat(gate(3000, "max-score-psi").get("passed").asBoolean()).isFalse();
    assertThat(gate(3000, "max-score-psi").get("overridden").asText()).isEqualTo("new scanners");
    assertThat(gate(3000, "max-label-psi").get("passed").asBoolean()).isTrue();
    assertThat(gate(3000, "max-label-psi").has("overridden")).isFalse();
    assertThat(manifest(3000).has("failure")).isFalse();
    assertThat(manifest(3000).at("/request/override/reason").asText()).isEqualTo("new scanners");
  }

  @Test
  void aRunWithOtherLabelsIsRefused() throws Exception {
    score(DIGITS.resolve("digits.csv.gz"), 1000).assertDone();
    CommandResult refused = score(csv(withPicturesOf(3)), 2000);
    assertRefused(refused, 2000, "max-label-psi");
    assertThat(gate(2000, "min-agreement").get("passed").asBoolean()).isFalse();
    assertThat(catalog.published(view)).hasValue(1000);
  }

  @Test
  void aFullViewMayNotLoseOrGainTooManyKeysAndAnIncrementalOneMay() throws Exception {
    score(csv(rows(0, 400)), 1000).assertDone();
    CommandResult lost = score(csv(rows(50, 400)), 2000);
    assertRefused(lost, 2000, "max-lost");
    assertThat(gate(2000, "max-lost").get("value").asDouble()).isEqualTo(0.125);
    assertThat(gate(2000, "max-lost").get("text").asText())
        .isEqualTo("50 of 400 keys of version 1000 are gone, 0.1250 (at most 0.1)");
    assertThat(catalog.published(view)).hasValue(1000);
    CommandResult gained = score(csv(rows(0, 900)), 3000);
    assertRefused(gained, 3000, "max-gained");
    assertThat(gate(3000, "max-gained").get("text").asText())
        .isEqualTo("500 new keys, version 1000 has 400, 1.2500 (at most 1.0)");
    score(csv(rows(50, 400)), 4000, "--max-lost", "0.2").assertDone();

    view = "gates-" + ++views;
    score(csv(rows(0, 400)), 1000, "--create", "incremental").assertDone();
    score(csv(rows(300, 1000)), 2000, "--create", "incremental").assertDone();
    assertThat(gate(2000, "max-lost").get("text").asText())
        .isEqualTo("runs of an incremental view need not have the same keys");
    assertThat(gate(2000, "min-agreement").get("text").asText())
        .isEqualTo("100 of 100 keys in both versions, 1.0000 (at least 0.8)");
  }

  @Test
  void accuracyIsThatOfTheKeysWhoseLabelsAreKnown() throws Exception {
    Path known = DIGITS.resolve("labels.csv");
    String[] labels = {"--labels", known.toUri().toString()};
    score(DIGITS.resolve("digits.csv.gz"), 1000, labels).assertDone();
    assertThat(gate(1000, "min-accuracy").get("text").asText())
        .isEqualTo("1911 of 2000 labelled keys, 0.9555 (at least 0.8)");
    assertThat(manifest(1000).at("/counts/labelled").asLong()).isEqualTo(2000);
    assertThat(manifest(1000).at("/counts/labelledRight").asLong()).isEqualTo(1911);
    CommandResult refused =
        score(
            DIGITS.resolve("digits.csv.gz"), 2000, labels[0], labels[1], "--min-accuracy", "0.96");
    assertRefused(refused, 2000, "min-accuracy");
    assertThat(gate(2000, "min-accuracy").get("value").asDouble()).isCloseTo(0.9555, within(1e-9));
    Path others = Files.writeString(folder.resolve("others.csv"), "id,label\nnobody,3\n");
    CommandResult none =
        score(DIGITS.resolve("digits.csv.gz"), 3000, labels[0], others.toUri().toString());
    assertRefused(none, 3000, "min-accuracy");
    assertThat(gate(3000, "min-accuracy").get("text").asText())
        .isEqualTo("the run has none of the labelled keys");
    assertThat(catalog.published(view)).hasValue(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| no header",
        "id,label\\n| no key",
        "key,label\\na,1\\n| header key,label (must be id and then the label)",
        "id\\na\\n| header id (must be id and then the label)",
        "id,label\\na,1\\nb,ten\\n| Unknown category of label: ten at byte 13 (the labels are those of digits:1)",
        "id,label\\na,1\\nb,2\\na,1\\n| a key for the second time at byte 17",
        "id,label\\na\\n| 1 columns (must be 2)"
      })
  void labelsThatCannotBeUsedAreRefusedBeforeAnythingBegins(String text, String message)
      throws Exception {
    Path file = Files.writeString(folder.resolve("known.csv"), text.replace("\\n", "\n"));
    score(DIGITS.resolve("digits.csv.gz"), 1000, "--labels", file.toUri().toString())
        .assertFailed("Invalid labels in file:" + file + ": ", message);
    assertThat(catalog.versions(view)).isEmpty();
  }

  @Test
  void tooManyLabelsAndLabelsThatAreNotThereAreRefused() throws Exception {
    StringBuilder text = new StringBuilder("id,label\n");
    for (int i = 0; i <= 100_000; i++) {
      text.append(i).append(",1\n");
    }
    Path file = Files.writeString(folder.resolve("many.csv"), text);
    score(DIGITS.resolve("digits.csv.gz"), 1000, "--labels", file.toUri().toString())
        .assertFailed("more than 100,000 keys; take a sample of them");
    score(DIGITS.resolve("digits.csv.gz"), 1000, "--labels", folder.toUri() + "nothing.csv")
        .assertFailed("Cannot find labels ", "nothing.csv");
    assertThat(catalog.versions(view)).isEmpty();
  }

  @Test
  void aVersionOfWhichSomethingIsLostIsComparedAsFarAsItGoes() throws Exception {
    Path digits = DIGITS.resolve("digits.csv.gz");
    score(digits, 1000).assertDone();
    ObjectNode manifest = (ObjectNode) manifest(1000);
    manifest.remove("comparedWith");
    manifest.remove("histogram");
    write(1000, manifest.toString());
    score(digits, 2000).assertDone();
    assertThat(gate(2000, "max-score-psi").get("text").asText())
        .isEqualTo("no histogram of scores in both this run and version 1000");
    assertThat(gate(2000, "max-lost").get("value").asDouble()).isZero();
    Files.delete(folder.resolve("runs").resolve(view).resolve("2000").resolve("sample"));
    score(digits, 3000).assertDone();
    assertThat(gate(3000, "max-score-psi").get("value").asDouble()).isZero();
    for (String gate : List.of("max-lost", "max-gained", "min-agreement")) {
      assertThat(gate(3000, gate).get("text").asText())
          .isEqualTo("version 2000 has left no sample of its keys that can be read");
    }
    write(3000, "lost");
    score(digits, 4000).assertDone();
    assertThat(gate(4000, "max-score-psi").get("verdict").asText()).isEqualTo("not judged");
    assertThat(manifest(4000).get("comparedWith").asLong()).isEqualTo(3000);
  }

  private void write(long version, String manifest) throws Exception {
    try (Table table = SharedHBase.connection().getTable(TableName.valueOf("howdah"))) {
      table.put(
          new Put((view + "/" + version).getBytes(UTF_8))
              .addColumn(
                  "c".getBytes(UTF_8), "manifest".getBytes(UTF_8), manifest.getBytes(UTF_8)));
    }
  }

  @Test
  void overridesNeedAKnownGateAndAReason() throws Exception {
    Path input = csv(rows(0, 10));
    for (List<String> wrong :
        List.of(
            List.of("--override-gate", "max-lost"),
            List.of("--reason", "because"),
            List.of("--override-gate", "max-loss", "--reason", "because"),
            List.of("--override-gate", "max-lost", "--reason", " "),
            List.of("--override-gate", "max-lost", "--reason", "one\ntwo"))) {
      CommandResult usage = score(input, 1000, wrong.toArray(String[]::new));
      assertThat(usage.code()).as(wrong + usage.err()).isEqualTo(Main.BAD_USAGE);
    }
    assertThat(score(input, 1000, "--override-gate", "max-loss", "--reason", "because").err())
        .contains("Invalid gate: max-loss (must be one of min-rows, max-reject-ratio, ")
        .contains("min-accuracy)");
    assertThat(
            CommandResult.of(
                    conf, "score", view, "--resume", "1", "--override-gate", "x", "--reason", "y")
                .err())
        .contains("for --override-gate or --labels, start a new run");
    assertThat(catalog.versions(view)).isEmpty();
  }

  @Test
  void aRunOfFewRowsIsNotRefusedForWhatChanceGives() throws Exception {
    conf.set("howdah.gate.max-lost", "1");
    SmallModel model = new SmallModel(folder.resolve("model"));
    String head = SmallModel.HEADER + "\n";
    Path one = Files.writeString(folder.resolve("one.csv"), head + "a,1,2,red\nb,-1,2,green\n");
    Path other = Files.writeString(folder.resolve("other.csv"), head + "a,-1,0,red\nc,3,1,red\n");
    for (Path input : List.of(one, other)) {
      CommandResult.of(
              conf,
              "score",
              view,
              "--model",
              model.path(),
              "--input",
              input.toUri().toString(),
              "--create",
              "full",
              "--as-of",
              input.equals(one) ? "1000" : "2000")
          .assertDone();
    }
    assertThat(gate(2000, "max-label-psi").get("passed").asBoolean()).isTrue();
    assertThat(gate(2000, "min-agreement").get("text").asText())
        .isEqualTo("keys in both versions: 1, too few to tell");
  }
}
