package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.batch.Preflight;
import io.howdah.batch.ScoreRun;
import io.howdah.gate.TestLimits;
import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.ScoreRequest;
import io.howdah.run.TestRequests;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDump;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input through whole runs of the command: one clear line, an exit code, nothing lost. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputIT {
  private static final long VERSION = 5000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static Catalog catalog;
  private static int views;

  @TempDir Path folder;
  private Configuration conf;
  private SmallModel model;
  private String view;

  @BeforeAll
  static void openTheCatalog() throws Exception {
    catalog = new Catalog(SharedHBase.connection());
  }

  @BeforeEach
  void nameAView() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    model = new SmallModel(folder.resolve("model"));
    view = "bad-" + ++views;
  }

  private CommandResult howdah(String... arguments) {
    return CommandResult.of(conf, arguments);
  }

  private CommandResult score(Path input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("score", view, "--model", model.path(), "--input", input.toUri().toString()));
    if (!Arrays.asList(more).contains("--create")) {
      arguments.addAll(List.of("--create", "full", "--regions", "2"));
    }
    if (!Arrays.asList(more).contains("--as-of")) {
      arguments.addAll(List.of("--as-of", Long.toString(VERSION)));
    }
    arguments.addAll(List.of(more));
    return howdah(arguments.toArray(String[]::new));
  }

  private static List<String> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                String.format(
                    "k%06d,%s,%s,%s", i, i % 17 / 4f, -(i % 23) / 8f, i % 3 == 0 ? "red" : "green"))
        .toList();
  }

  private Path csv(String name, List<String> rows) throws IOException {
    List<String> all = new ArrayList<>(List.of(SmallModel.HEADER));
    all.addAll(rows);
    return Files.write(folder.resolve(name), all);
  }

  private void assertNothingBegan() throws Exception {
    assertThat(catalog.versions(view)).isEmpty();
  }

  /** The published version holds these rows, each as the network scores it, and no other. */
  private void assertPublished(long version, List<String> rows) throws Exception {
    assertThat(catalog.published(view)).hasValue(version);
    Map<String, Map<String, String>> found = new TreeMap<>();
    for (String cell : ViewDump.cells(SharedHBase.connection(), view, version)) {
      String[] parts = cell.split("/", -1);
      found.computeIfAbsent(parts[0], key -> new TreeMap<>()).put(parts[1], parts[3]);
    }
    assertThat(found.keySet())
        .isEqualTo(
            rows.stream()
                .map(row -> row.substring(0, row.indexOf(',')))
                .collect(Collectors.toSet()));
    for (String row : rows) {
      float[] outputs = model.outputs(row);
      Map<String, String> cells = found.get(row.substring(0, row.indexOf(',')));
      assertThat(cells).as(row).containsOnlyKeys("label", "score");
      assertThat(cells).as(row).containsEntry("label", outputs[1] > outputs[0] ? "yes" : "no");
      assertThat(Float.parseFloat(cells.get("score")))
          .as(row)
          .isCloseTo(Math.max(outputs[0], outputs[1]), within(1e-5f));
    }
  }

  /** Every reject; each must be what stands in its file at its offset. */
  private List<JsonNode> rejects(long version) throws Exception {
    Path rejects = folder.resolve("runs").resolve(view).resolve(version + "/rejects");
    List<JsonNode> found = new ArrayList<>();
    try (Stream<Path> parts = Files.list(rejects)) {
      for (Path part : parts.filter(p -> p.getFileName().toString().startsWith("part")).toList()) {
        for (String line : Files.readAllLines(part)) {
          found.add(JSON.readTree(line));
        }
      }
    }
    return found;
  }

  private static void assertLiesWhereItSays(JsonNode reject) throws Exception {
    byte[] file = Files.readAllBytes(Path.of(URI.create(reject.get("file").asText())));
    int offset = reject.get("offset").asInt();
    byte[] record = reject.get("record").asText().getBytes(UTF_8);
    assertThat(new String(file, offset, Math.min(record.length, file.length - offset), UTF_8))
        .as(reject.toString())
        .isEqualTo(reject.get("record").asText());
    assertThat(offset == 0 || file[offset - 1] == '\n').as(reject.toString()).isTrue();
  }

  private static Map<String, String> causes(List<JsonNode> rejects) {
    Map<String, String> causes = new TreeMap<>();
    rejects.forEach(
        reject ->
            causes.merge(
                reject.get("record").asText(),
                reject.get("cause").asText(),
                (a, b) -> a + "," + b));
    return causes;
  }

  private static void assertBooks(
      CommandResult result, int read, int scored, int rejected, int merged) {
    assertThat(result.out())
        .containsPattern(String.format("records read +%,d\n", read))
        .containsPattern(String.format("predictions +%,d\n", scored))
        .containsPattern(String.format("rejects +%,d\n", rejected))
        .containsPattern(String.format("merged away +%,d\n", merged))
        .containsPattern(String.format("rows written +%,d\n", scored - merged));
  }

  @Test
  void whatAnotherProgramExportsIsScoredAsTheSameTableIs() throws Exception {
    model.card("\"x\",\"missing\":0.5", "\"y\"");
    List<String> plain = new ArrayList<>();
    List<String> export = new ArrayList<>(List.of(SmallModel.HEADER.replace(',', '\t') + "\t"));
    for (int i = 0; i < 60; i++) {
      String x = i % 7 == 0 ? "0.5" : i % 11 / 4f + "";
      String y = -(i % 23) / 8f + "";
      // HBase keys with a quote, which the export escapes
      plain.add("k" + i + "\"," + x + "," + y + ",red");
      export.add(
          "\"k"
              + i
              + "\\\"\"\t"
              + (i % 7 == 0 ? (i % 2 == 0 ? "\\N" : "NULL") : x.replace('.', ','))
              + "\t"
              + y.replace('.', ',')
              + "\tred\t");
    }
    Path file = Files.write(folder.resolve("export.csv"), export);
    CommandResult result =
        score(
            file,
            "--delimiter",
            "\\t",
            "--decimal",
            ",",
            "--escape",
            "\\",
            "--null-text",
            "\\N,NULL",
            "--trailing-delimiter");
    result.assertDone();
    assertPublished(VERSION, plain);
    assertBooks(result, 60, 60, 0, 0);
  }

  @Test
  void aRecordThatIsTooLongIsCalledThatBeforeTheRunToo() throws Exception {
    score(
            csv("input.csv", List.of("k1,1,2," + "x".repeat(300))),
            "-D",
            "howdah.input.max-record-bytes=100")
        .assertFailed("the first: OVERSIZED_RECORD: Invalid record: longer than 100 bytes");
  }

  @Test
  void everyBadRecordOfACsvIsKeptWithItsCauseAndItsNeighboursAreScored() throws Exception {
    Map<String, String> bad =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry(",1,2,red", "EMPTY_KEY"),
                Map.entry("k".repeat(32_768) + ",1,2,red", "OVERSIZED_KEY"),
                Map.entry("b01,1,2", "MISSING_COLUMN"),
                Map.entry("b02,1,2,red,3", "EXTRA_COLUMN"),
                Map.entry("b03,,2,red", "MISSING_VALUE"),
                Map.entry("b04,1,2,", "MISSING_VALUE"),
                Map.entry("b05,one,2,red", "UNPARSABLE_NUMBER"),
                Map.entry("b06,1,1e,red", "UNPARSABLE_NUMBER"),
                Map.entry("b07,Infinity,2,red", "NON_FINITE_NUMBER"),
                Map.entry("b08,NaN,2,red", "NON_FINITE_NUMBER"),
                Map.entry("b09,1,1e99,red", "NON_FINITE_NUMBER"),
                Map.entry("b10,1,2,blue", "UNKNOWN_CATEGORY"),
                Map.entry("b11,\"1\"x,2,red", "MALFORMED_QUOTES"),
                Map.entry("b12,5\",2,red", "MALFORMED_QUOTES"),
                Map.entry("b13,6\",2,red", "MALFORMED_QUOTES"),
                Map.entry("\"b14,1,2,red", "QUOTED_LINE_BREAK"),
                Map.entry("b15;1;2;red", "MISSING_COLUMN")));
    List<String> good = rows(400);
    List<String> all = new ArrayList<>();
    List<String> pending = new ArrayList<>(bad.keySet());
    for (int i = 0; i < good.size(); i++) {
      all.add(good.get(i));
      if (i % 20 == 19 && !pending.isEmpty()) {
        all.add(pending.remove(0));
      }
    }
    assertThat(pending).isEmpty();
    // a key of exactly HBase's limit is none too long
    String longest = "k".repeat(32_767) + ",1,2,red";
    all.add(longest);
    CommandResult result = score(csv("input.csv", all), "--max-reject-ratio", "0.1");
    result.assertDone();
    assertBooks(result, 401 + bad.size(), 401, bad.size(), 0);
    List<JsonNode> rejects = rejects(VERSION);
    assertThat(causes(rejects)).isEqualTo(bad);
    for (JsonNode reject : rejects) {
      assertLiesWhereItSays(reject);
    }
    List<String> scored = new ArrayList<>(good);
    scored.add(longest);
    assertPublished(VERSION, scored);
  }

  @Test
  void everyBadRecordOfJsonLinesIsKeptWithItsCause() throws Exception {
    String tail = "\"x\":1,\"y\":2,\"colour\":\"red\"}";
    Map<String, String> bad =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("{" + tail, "EMPTY_KEY"),
                Map.entry("{\"id\":\"\"," + tail, "EMPTY_KEY"),
                Map.entry("{\"id\":null," + tail, "EMPTY_KEY"),
                Map.entry("{\"id\":\"" + "k".repeat(32_768) + "\"," + tail, "OVERSIZED_KEY"),
                Map.entry("{\"id\":\"a\"," + tail + tail, "MALFORMED_JSON"),
                Map.entry("{\"id\":\"a\",\"id\":\"b\"," + tail, "MALFORMED_JSON"),
                Map.entry("{\"id\":\"a\",\"x\":1", "MALFORMED_JSON"),
                Map.entry("[1,2]", "MALFORMED_JSON"),
                Map.entry("not json", "MALFORMED_JSON"),
                Map.entry("{\"id\":\"a\",\"x\":1,\"y\":2}", "MISSING_VALUE"),
                Map.entry("{\"id\":\"a\",\"x\":\"one\",\"y\":2}", "UNPARSABLE_NUMBER"),
                Map.entry("{\"id\":\"a\",\"x\":1e99,\"y\":2}", "NON_FINITE_NUMBER"),
                Map.entry("{\"id\":\"a\",\"x\":\"NaN\",\"y\":2}", "NON_FINITE_NUMBER"),
                Map.entry("{\"id\":\"a\",\"colour\":\"blue\"}", "UNKNOWN_CATEGORY")));
    List<String> good = rows(100);
    List<String> lines = new ArrayList<>();
    for (String row : good) {
      String[] f = row.split(",", -1);
      lines.add(
          String.format(
              "{\"id\":\"%s\",\"x\":%s,\"y\":%s,\"colour\":\"%s\"}", f[0], f[1], f[2], f[3]));
    }
    lines.addAll(50, bad.keySet());
    Path input = Files.write(folder.resolve("input.json"), lines);
    CommandResult result = score(input, "--format", "json", "--max-reject-ratio", "0.5");
    result.assertDone();
    assertBooks(result, 100 + bad.size(), 100, bad.size(), 0);
    assertThat(causes(rejects(VERSION))).isEqualTo(bad);
    for (JsonNode reject : rejects(VERSION)) {
      assertLiesWhereItSays(reject);
    }
    assertPublished(VERSION, good);
  }

  @Test
  void aKeyThatIsNotUtf8IsKept() throws Exception {
    List<String> good = rows(10);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write((SmallModel.HEADER + "\n" + String.join("\n", good) + "\n").getBytes(UTF_8));
    text.write(new byte[] {'b', (byte) 0xC3, (byte) 0x28});
    text.write(",1,2,red\n".getBytes(UTF_8));
    text.write(new byte[] {'c', 'a', 'f', (byte) 0xE9}); // ends inside a sequence
    text.write(",1,2,red\n".getBytes(UTF_8));
    Path input = Files.write(folder.resolve("input.csv"), text.toByteArray());
    CommandResult result = score(input, "--max-reject-ratio", "0.5");
    result.assertDone();
    assertBooks(result, 12, 10, 2, 0);
    assertThat(causes(rejects(VERSION)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("b\uFFFD(,1,2,red", "MALFORMED_TEXT", "caf\uFFFD,1,2,red", "MALFORMED_TEXT"));
    assertPublished(VERSION, good);
  }

  @Test
  void aQuotedLineBreakIsReadInAWholeFileAndKeptAsRejectInOneThatIsSplit() throws Exception {
    List<String> good = rows(400);
    List<String> all = new ArrayList<>(good);
    all.add(200, "\"b\n1\",1,2,red");
    Path input = csv("input.csv", all);
    CommandResult whole = score(input);
    whole.assertDone();
    assertBooks(whole, 401, 401, 0, 0);
    List<String> scored = new ArrayList<>(good);
    scored.add("b\n1,1,2,red");
    assertPublished(VERSION, scored);

    conf.setLong("mapreduce.input.fileinputformat.split.maxsize", 1500);
    CommandResult split = score(input, "--as-of", "6000", "--max-reject-ratio", "0.1");
    split.assertDone();
    assertBooks(split, 401, 400, 1, 0);
    assertThat(causes(rejects(6000))).containsExactlyEntriesOf(Map.of("\"b", "QUOTED_LINE_BREAK"));
    for (JsonNode reject : rejects(6000)) {
      assertLiesWhereItSays(reject);
    }
    assertPublished(6000, good);
  }

  /** What lookup says of a key, whatever is in it. */
  private String predicted(String key) throws Exception {
    CommandResult result = howdah("lookup", view, key, "--json");
    JsonNode answer = JSON.readTree(result.out());
    assertThat(answer.get("key").asText()).isEqualTo(key);
    return answer.get("found").asBoolean() ? answer.at("/fields/score").asText() : "not found";
  }

  private void assertPredicted(String key, String row) throws Exception {
    float[] outputs = model.outputs(row);
    assertThat(Float.parseFloat(predicted(key)))
        .as(key)
        .isCloseTo(Math.max(outputs[0], outputs[1]), within(1e-5f));
  }

  @Test
  void linesInsideAQuotedFieldAreNoRecordsInAFileThatIsSplit() throws Exception {
    List<String> good = rows(400);
    List<String> all = new ArrayList<>(good);
    for (int i = 0; i < 40; i++) {
      all.add(10 * i + 5, "\"text\nevil" + i + ",1,2,red\nmore\",1,2,red");
    }
    conf.setLong("mapreduce.input.fileinputformat.split.maxsize", 700);
    CommandResult split = score(csv("input.csv", all), "--max-reject-ratio", "0.1");
    split.assertDone();
    assertBooks(split, 440, 400, 40, 0);
    assertPublished(VERSION, good);
  }

  @Test
  void aQuotedKeyKeepsItsLineBreaksAndItsBlanksAndABareOneIsTrimmed() throws Exception {
    Path input = folder.resolve("input.csv");
    Files.writeString(
        input,
        "id,x,y,colour\r\n\"a\r\nb\",1,2,red\r\n\"a\rb\",2,2,red\r\n\"a\nb\",3,2,red\r\n"
            + "\" q \",4,2,red\r\n  m1 , 5 ,2,red\r\n");
    CommandResult result = score(input);
    result.assertDone();
    assertBooks(result, 5, 5, 0, 0);
    assertPredicted("a\r\nb", "k,1,2,red");
    assertPredicted("a\rb", "k,2,2,red");
    assertPredicted("a\nb", "k,3,2,red");
    assertPredicted(" q ", "k,4,2,red");
    assertPredicted("m1", "k,5,2,red");
    assertThat(predicted("q")).isEqualTo("not found");
  }

  @Test
  void aTsvHasNoQuotes() throws Exception {
    Path input = folder.resolve("input.tsv");
    Files.writeString(
        input,
        "id\tnote\tx\ty\tcolour\na\t\"hello\t1\t2\tred\nb\tplain\t3\t4\tred\n"
            + "c\tworld\"\t5\t6\tred\nd\tz\t7\t8\tred\n");
    CommandResult result = score(input, "--format", "tsv");
    result.assertDone();
    assertBooks(result, 4, 4, 0, 0);
    assertPredicted("a", "k,1,2,red");
    assertPredicted("b", "k,3,4,red");
    assertPredicted("c", "k,5,6,red");
    assertPredicted("d", "k,7,8,red");
  }

  @Test
  void aTsvMayHaveEscapes() throws Exception {
    Path input = folder.resolve("input.tsv");
    Files.writeString(
        input,
        "id\tx\ty\tcolour\na\\tb\t1\t2\tred\nc\\\nd\t3\t4\tred\n\\\\N\t5\t6\tred\n"
            + "\\N\t7\t8\tred\n");
    CommandResult result = score(input, "--format", "tsv-escaped", "--max-reject-ratio", "0.5");
    result.assertDone();
    assertBooks(result, 4, 3, 1, 0);
    assertThat(causes(rejects(VERSION)).values()).containsExactly("EMPTY_KEY");
    assertPredicted("a\tb", "k,1,2,red");
    assertPredicted("c\nd", "k,3,4,red");
    assertPredicted("\\N", "k,5,6,red");
  }

  @Test
  void aJsonKeyIsItsText() throws Exception {
    Path input = folder.resolve("input.json");
    String rest = ",\"x\":1,\"y\":2,\"colour\":\"red\"}\n";
    List<String> keys = List.of("true", "1", "1.0", "1e3", "0.10", "12345678901234567890123");
    Files.writeString(
        input, keys.stream().map(key -> "{\"id\":" + key + rest).collect(Collectors.joining()));
    CommandResult result = score(input, "--format", "json");
    result.assertDone();
    assertBooks(result, 6, 6, 0, 0);
    for (String key : keys) {
      assertPredicted(key, "k,1,2,red");
    }
  }

  @Test
  void aKeyOfTheLabelsIsReadAsARecordsIs() throws Exception {
    Path input = folder.resolve("input.csv");
    Files.writeString(input, "id,x,y,colour\n m1,1,2,red\n\" m2\",3,4,red\n");
    Path labels = folder.resolve("labels.csv");
    Files.writeString(labels, "id,label\r\nm1 ,yes\r\n\" m2\",yes\r\n");
    String[] more = {"--labels", labels.toUri().toString(), "--min-accuracy", "0"};
    CommandResult result = score(input, more);
    result.assertDone();
    assertThat(catalog.version(view, VERSION).orElseThrow().manifest()).contains("\"labelled\":2");
    Files.write(
        labels, new byte[] {'i', 'd', ',', 'l', '\n', 'm', (byte) 0xE9, ',', 'y', 'e', 's'});
    score(input, "--labels", labels.toUri().toString(), "--as-of", "6000")
        .assertFailed("Invalid labels", "Invalid key: not UTF-8 at byte 5");
  }

  @Test
  void aBzip2OfManyBlocksIsScoredOnceARecordHoweverItIsSplit() throws Exception {
    List<String> good = rows(40_000);
    byte[] text = (SmallModel.HEADER + "\n" + String.join("\n", good) + "\n").getBytes(UTF_8);
    conf.setInt("bzip2.compress.blocksize", 1);
    BZip2Codec codec = ReflectionUtils.newInstance(BZip2Codec.class, conf);
    Path input = folder.resolve("input.csv.bz2");
    try (OutputStream out = codec.createOutputStream(Files.newOutputStream(input))) {
      out.write(text);
    }
    conf.setLong("mapreduce.input.fileinputformat.split.maxsize", Files.size(input) / 7);
    CommandResult result = score(input);
    result.assertDone();
    assertBooks(result, 40_000, 40_000, 0, 0);
    assertPublished(VERSION, good);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.csv",
        "empty.csv",
        "header.csv",
        "folder",
        "nothing-*.csv",
        "broken-link.csv",
        "semicolons.csv",
        "no-key.csv",
        "no-x.csv",
        "twice.csv",
        "binary.csv"
      })
  void inputThatCannotBeScoredAtAllEndsBeforeARunBegins(String name) throws Exception {
    Files.createDirectory(folder.resolve("folder"));
    Files.write(folder.resolve("empty.csv"), new byte[0]);
    Files.writeString(folder.resolve("header.csv"), SmallModel.HEADER + "\n");
    Files.createSymbolicLink(folder.resolve("broken-link.csv"), folder.resolve("gone.csv"));
    Files.writeString(folder.resolve("semicolons.csv"), "id;x;y;colour\na;1;2;red\n");
    Files.writeString(folder.resolve("no-key.csv"), "key,x,y,colour\na,1,2,red\n");
    Files.writeString(folder.resolve("no-x.csv"), "id,y,colour\na,2,red\n");
    Files.writeString(folder.resolve("twice.csv"), "id,x,x,y,colour\na,1,1,2,red\n");
    Files.write(folder.resolve("binary.csv"), new byte[] {0, 1, 2, (byte) 0xFF, '\n', 3});
    Map<String, String> messages =
        Map.ofEntries(
            Map.entry("nothing.csv", "Cannot find input"),
            Map.entry("empty.csv", "no records"),
            Map.entry("header.csv", "no records"),
            Map.entry("folder", "no records"),
            Map.entry("nothing-*.csv", "Cannot find input"),
            Map.entry("broken-link.csv", "a link that leads nowhere"),
            Map.entry("semicolons.csv", "Cannot find columns id, x, y, colour"),
            Map.entry("no-key.csv", "Cannot find column id in the header: key, x, y, colour"),
            Map.entry("no-x.csv", "Cannot find column x in the header: id, y, colour"),
            Map.entry("twice.csv", "column x appears twice"),
            Map.entry("binary.csv", "not UTF-8 (convert the file first"));
    // a glob is no valid path, so it cannot go through Path
    CommandResult result =
        howdah(
            "score",
            view,
            "--model",
            model.path(),
            "--input",
            folder.toUri() + name,
            "--create",
            "full");
    result.assertFailed(messages.get(name));
    assertNothingBegan();
  }

  @Test
  void aFileAmongOthersWithAnotherHeaderFailsTheRunAndIsNamed() throws Exception {
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 40; i++) {
      // too many to be looked at one by one before the run begins
      Files.writeString(
          many.resolve(String.format("part-%02d.csv", i)),
          (i == 37 ? "id,y,x,colour" : SmallModel.HEADER) + "\n" + "k" + i + ",1,2,red\n");
    }
    score(many)
        .assertFailed(
            "part-37.csv",
            "id,y,x,colour",
            "(must be the first file's: id,x,y,colour)",
            "(a run keeps the input, model and options that it began with",
            "begin a new one");
    assertThat(catalog.published(view)).isEmpty();
    assertThat(catalog.version(view, VERSION).orElseThrow().state()).isEqualTo(VersionState.FAILED);
  }

  @Test
  void duplicateKeysFailARunThatAllowsNoneAndTheOldViewStays() throws Exception {
    List<String> good = rows(50);
    score(csv("good.csv", good)).assertDone();
    List<String> twice = new ArrayList<>(good);
    twice.add("k000007,9,9,red");
    CommandResult result = score(csv("twice.csv", twice), "--merge", "fail", "--as-of", "6000");
    result.assertFailed("k000007", "choose another --merge");
    assertThat(catalog.version(view, 6000).orElseThrow().state()).isEqualTo(VersionState.FAILED);
    assertPublished(VERSION, good);

    CommandResult merged = score(csv("twice.csv", twice), "--merge", "max", "--as-of", "7000");
    merged.assertDone();
    assertBooks(merged, 51, 51, 0, 1);
    assertThat(merged.out())
        .containsPattern("doubled keys +1 \\(max: the record with the highest score was kept\\)\n");
  }

  @Test
  void ofADoubledKeyTheLastRecordOfTheInputIsKeptAndTheRunSaysSo() throws Exception {
    List<String> once = rows(50);
    List<String> twice = new ArrayList<>(once);
    twice.addAll(0, List.of("k000007,9,9,red", "k000003,-9,9,red", "k000007,-9,-9,green"));
    CommandResult result = score(csv("twice.csv", twice), "--json");
    result.assertDone();
    assertPublished(VERSION, once);
    JsonNode json = JSON.readTree(result.out());
    assertThat(json.get("mergedAway").asInt()).isEqualTo(3);
    assertThat(json.get("doubledKeys").asInt()).isEqualTo(2);
    assertThat(json.get("mergeRule").asText())
        .isEqualTo("latest: the last record of the input was kept");
    assertThat(catalog.version(view, VERSION).orElseThrow().manifest())
        .contains(
            "\"doubled\":{\"keys\":2,\"rule\":\"latest: the last record of the input was kept\"}");
  }

  @Test
  void aCardWhoseWidthIsNotTheModelsIsFoundBeforeARunBegins() throws Exception {
    model.card("\"x\"");
    score(csv("input.csv", rows(10))).assertFailed("3", "4");
    model.card("\"x\"", "\"y\"", "\"z\"");
    Path input = folder.resolve("wide.csv");
    Files.writeString(input, "id,x,y,z,colour\nk1,1,2,3,red\n");
    score(input).assertFailed("5", "4");
    assertNothingBegan();
  }

  @Test
  void aViewOfAnotherTaskOrModeIsRefused() throws Exception {
    Path input = csv("input.csv", rows(10));
    assertThat(howdah("view", "create", view, "--task", "regression").code()).isZero();
    score(input).assertFailed("it holds regression, the model is for classification");
    assertNothingBegan();
    view = "bad-" + ++views;
    assertThat(howdah("view", "create", view, "--task", "classification").code()).isZero();
    score(input, "--create", "incremental").assertFailed(view, "incremental", "full");
    assertNothingBegan();
    assertThat(score(input, "--create", "full").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"_temporary/part-0", "part-1.csv._COPYING_"})
  void anInputThatIsStillBeingWrittenIsRefused(String name) throws Exception {
    Path day = Files.createDirectories(folder.resolve("day"));
    Files.move(csv("part-0.csv", rows(5)), day.resolve("part-0.csv"));
    Path unfinished = day.resolve(name);
    Files.createDirectories(unfinished.getParent());
    Files.writeString(unfinished, "k1,1,2,re");
    score(day).assertFailed("Cannot read input", "still being written");
    assertNothingBegan();
  }

  @Test
  void aVersionOlderThanThePublishedOneIsRefused() throws Exception {
    List<String> good = rows(10);
    score(csv("input.csv", good)).assertDone();
    score(csv("other.csv", rows(5)), "--as-of", "4000")
        .assertFailed("1970-01-01T00:00:04Z", "is newer (" + VERSION, "say so with --as-of");
    assertThat(catalog.versions(view)).hasSize(1);
    assertPublished(VERSION, good);
  }

  @Test
  void aRunThatHasExpiredBeforeItBeginsIsRefused() throws Exception {
    Path input = csv("input.csv", rows(10));
    howdah("view", "create", view, "--task", "classification", "--expire-after", "1h").assertDone();
    score(input)
        .assertFailed(
            "Cannot score as of 1970-01-01T00:00:05Z: view "
                + view
                + " serves nothing that is older than PT1H (expire-after)");
    assertNothingBegan();
    score(input, "--as-of", Long.toString(System.currentTimeMillis() - 60_000)).assertDone();
  }

  @Test
  void aSecondRunOfAViewIsRefusedWhileTheFirstIsAliveAndDoesNotDisturbIt() throws Exception {
    List<String> good = rows(100);
    Path input = csv("input.csv", good);
    score(csv("old.csv", rows(5))).assertDone();
    List<CommandResult> second = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void reached(VersionState state, RunManifest manifest) {
            if (state == VersionState.STAGED) {
              second.add(score(input, "--as-of", "7000"));
              second.add(howdah("score", view, "--resume", "6000"));
              second.add(howdah("view", "drop", view, "--yes"));
            }
          }

          @Override
          public void progress(JobProgress job) {}
        };
    ScoreRequest request =
        TestRequests.of(
            view,
            model.path(),
            List.of(input.toUri().toString()),
            6000L,
            TestLimits.ofCounts(1, 0, 0));
    RunOutcome outcome =
        new ScoreRun(conf, SharedHBase.connection(), catalog, "first", listener)
            .start(Preflight.of(conf, request, 6000), true);
    assertThat(second).hasSize(3);
    for (CommandResult refused : second) {
      refused.assertFailed("run 6000 of view " + view + " is in progress");
    }
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(catalog.version(view, 7000)).isEmpty();
    assertPublished(6000, good);
  }

  @Test
  void tooManyRejectsAreExitCodeThreeAndBadArgumentsTwo() throws Exception {
    List<String> good = rows(50);
    score(csv("good.csv", good)).assertDone();
    List<String> some = new ArrayList<>(rows(40));
    some.add("b,one,2,red");
    CommandResult refused = score(csv("some.csv", some), "--as-of", "6000");
    assertThat(refused.code()).as(refused.err()).isEqualTo(3);
    assertThat(refused.out()).contains("REJECTED", "refused: 1 of 41 records");
    assertThat(causes(rejects(6000))).isEqualTo(Map.of("b,one,2,red", "UNPARSABLE_NUMBER"));
    assertPublished(VERSION, good);
    Path input = csv("input.csv", good);
    for (String[] wrong :
        List.of(
            new String[] {"--max-reject-ratio", "2"},
            new String[] {"--max-reject-ratio", "x"},
            new String[] {"--batch-size", "0"},
            new String[] {"--merge", "some"},
            new String[] {"--writer", "tape"},
            new String[] {"--delimiter", "ab"},
            new String[] {"--format", "xml"},
            new String[] {"--as-of", "yesterday"},
            new String[] {"--create", "full", "--regions", "many"},
            new String[] {"--create", "half"},
            new String[] {"--wrong", "x"})) {
      CommandResult usage = score(input, wrong);
      assertThat(usage.code()).as(Arrays.toString(wrong) + usage.err()).isEqualTo(Main.BAD_USAGE);
      assertThat(usage.err()).startsWith("howdah: ").endsWith("(see: howdah score --help)\n");
    }
    assertPublished(VERSION, good);
  }

  @Test
  void anHBaseThatIsNotThereIsNamedWithinThirtySeconds() throws Exception {
    Path input = csv("input.csv", rows(10));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    conf.set("hbase.zookeeper.quorum", "127.0.0.1");
    conf.setInt("hbase.zookeeper.property.clientPort", port);
    long begin = System.nanoTime();
    score(input).assertFailed("Cannot reach HBase", "127.0.0.1", Integer.toString(port));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(30);
  }
}
