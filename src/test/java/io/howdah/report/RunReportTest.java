package io.howdah.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.gate.Histogram;
import io.howdah.record.Excerpt;
import io.howdah.view.VersionState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RunReportTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:05:00Z");
  private static final int MOST_BYTES = 300 << 10;
  private static final String HOSTILE = "<script>alert(\"1\")</script>\u001b[2J&'";

  private static RunReport report(ReportedVersion run) {
    return RunReport.of(run, Map.of(), NOW);
  }

  private static String text(RunReport report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportText.print(report, new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8);
  }

  private static ReportedVersion comparedWith(Histogram before) {
    return new ReportedVersion(
        "digits",
        Runs.VERSION,
        VersionState.PUBLISHED,
        Runs.parse(Runs.manifest()),
        OptionalLong.of(Runs.VERSION),
        Optional.of(new ReportedVersion.Earlier(Runs.BEFORE, before)),
        Runs.FOLDER);
  }

  @Test
  void theFieldsAreThoseOfTheSpecification() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report(Runs.published()).json());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "format",
            "view",
            "version",
            "asOf",
            "state",
            "outcome",
            "served",
            "model",
            "sha256",
            "engine",
            "request",
            "input",
            "counts",
            "filledIn",
            "rejects",
            "gates",
            "histogram",
            "millis",
            "folder",
            "written");
    assertThat(json.get("format").asInt()).isEqualTo(1);
    assertThat(json.get("asOf").asText()).isEqualTo("2026-11-24T00:00:00Z");
    assertThat(json.get("written").asText()).isEqualTo("2026-11-24T00:05:00Z");
    assertThat(json.at("/rejects/causes/0/cause").asText()).isEqualTo("UNPARSABLE_NUMBER");
    assertThat(json.at("/input/bytes").asLong()).isEqualTo(1000);
    assertThat(json.at("/request/batch-size").asText()).isEqualTo("auto");
    assertThat(json.at("/gates/0"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"name\":\"min-rows\",\"verdict\":\"passed\",\"passed\":true,\"text\":\"85 rows (at least 1)\"}"));
  }

  @ParameterizedTest
  @EnumSource(VersionState.class)
  void aRunThatHasJustBegunHasAReport(VersionState state) {
    ReportedVersion run = Runs.begun(state);
    assertThat(report(run).html()).contains("<h1", "digits", "</html>");
    assertThat(text(report(run))).contains("digits, version 1795478400000").doesNotContain("null");
  }

  @Test
  void gatesAreDrawnWithValueLimitAndTheReasonOfWhoeverOverrodeThem() {
    RunReport report =
        report(
            Runs.run(
                VersionState.PUBLISHED,
                OptionalLong.of(Runs.VERSION),
                manifest -> {
                  ObjectNode gates = manifest.putObject("gates");
                  gates
                      .putObject("max-score-psi")
                      .put("passed", false)
                      .put("text", "0.5 (at most 0.25)")
                      .put("value", 0.5)
                      .put("limit", 0.25)
                      .put("overridden", "new <i>ink</i>");
                  gates
                      .putObject("max-lost")
                      .put("passed", true)
                      .put("text", "no version is published")
                      .put("limit", 0.1);
                }));
    assertThat(report.outcome())
        .endsWith("85 rows written, although gate max-score-psi refused (new <i>ink</i>).");
    assertThat(report.gates())
        .containsExactly(
            new RunReport.Gate(
                "max-score-psi",
                "overridden",
                false,
                "0.5 (at most 0.25)",
                0.5,
                0.25,
                "new <i>ink</i>"),
            new RunReport.Gate(
                "max-lost", "not judged", true, "no version is published", null, 0.1, null));
    assertThat(report.html())
        .contains("<span class=\"mark warned\">overridden</span>", "new &lt;i&gt;ink&lt;/i&gt;")
        .contains("width=\"100.00\"", "d=\"M50.00 0V10\"", "<span>0.5</span>")
        .contains(">not judged</span>");
    assertThat(text(report)).contains("overridden (new <i>ink</i>): 0.5 (at most 0.25)");
  }

  private static RunReport judged(String gate, double value, double limit) {
    return report(
        Runs.run(
            VersionState.REJECTED,
            OptionalLong.empty(),
            manifest ->
                manifest
                    .putObject("gates")
                    .putObject(gate)
                    .put("passed", false)
                    .put("text", "the text")
                    .put("value", value)
                    .put("limit", limit)));
  }

  @ParameterizedTest
  @CsvSource({
    "min-accuracy, 0.43, 0.9, 43.00, 90.00, 1",
    "min-agreement, 0.995, 0.999, 99.50, 99.90, 1",
    "max-reject-ratio, 0.02, 0.01, 2.00, 1.00, 1",
    "max-non-finite, 0.001, 0, 0.10, 0.00, 1",
    "max-lost, 1, 0.1, 100.00, 10.00, 1",
    "max-score-psi, 0.3, 0.25, 60.00, 50.00, 0.5",
    "max-gained, 3, 0.1, 60.00, 2.00, 5",
    "min-rows, 1500, 2000, 75.00, 100.00, '2,000'"
  })
  void aGatesBarHasAScaleThatIsToldAndAShareTheWholeOne(
      String gate, double value, double limit, String length, String mark, String end) {
    String html = judged(gate, value, limit).html();
    String line =
        html.substring(html.indexOf("class=\"verdicts\""), html.indexOf("class=\"quiet bound\""));
    assertThat(line)
        .contains(
            ">refused</span>",
            "<rect class=\"ground\" width=\"100\"",
            "<rect class=\"fill\" width=\"" + length + "\"",
            "d=\"M" + mark + " 0V10\"",
            "<span>0</span><span>" + end + "</span>");
  }

  @Test
  void everyOutputCallsAVerdictByTheSameWord() {
    RunReport report = judged("min-accuracy", 0.43, 0.9);
    assertThat(text(report)).contains("gate min-accuracy      refused: the text");
    assertThat(report.json()).contains("\"verdict\":\"refused\"");
  }

  @Test
  void labelsThatAHistogramDoesNotNameAreToldTogether() {
    Histogram before =
        new Histogram("score", 0, 1, new long[] {0, 0, 0, 200}, Map.of("7", 100L, "9", 20L));
    RunReport report =
        report(
            new ReportedVersion(
                "digits",
                Runs.VERSION,
                VersionState.PUBLISHED,
                Runs.parse(
                    Runs.manifest()
                        .set(
                            "histogram",
                            new ObjectMapper()
                                .valueToTree(
                                    new Histogram(
                                        "score",
                                        0,
                                        1,
                                        new long[] {0, 0, 0, 100},
                                        Map.of("7", 60L))))),
                OptionalLong.of(Runs.VERSION),
                Optional.of(new ReportedVersion.Earlier(Runs.BEFORE, before)),
                Runs.FOLDER));
    assertThat(Labels.parts(report))
        .containsExactly(
            new Labels.Part("7", 60, 0.6, 0.5),
            new Labels.Part("9", 0, 0, 0.1),
            new Labels.Part("all others", 40, 0.4, 0.4));
    assertThat(text(report))
        .containsPattern("7 +60 +60.0% +50.0%")
        .containsPattern("all others +40 +40.0% +40.0%");
  }

  @Test
  void aBarThatIsNoPartOfAWholeHasNoGroundToBeComparedWith() {
    String html = report(Runs.published()).html();
    String labels = html.substring(html.indexOf(">Labels<"), html.indexOf("id=\"rejects\""));
    assertThat(labels).contains("class=\"fill\"").doesNotContain("class=\"ground\"");
    String durations =
        html.substring(html.indexOf("id=\"durations\""), html.indexOf("id=\"gates\""));
    assertThat(durations).contains("ground\"", "width=\"99.59\"", "width=\"0.41\"");
  }

  @Test
  void valuesThatAreAllTheSameAreOneBucket() {
    RunReport report =
        report(
            Runs.run(
                VersionState.PUBLISHED,
                OptionalLong.of(Runs.VERSION),
                manifest ->
                    manifest.set(
                        "histogram",
                        new ObjectMapper()
                            .valueToTree(
                                new Histogram(
                                    "value", 290, 290, new long[] {85, 0, 0}, Map.of())))));
    assertThat(Spread.of(report).buckets())
        .containsExactly(new Bucket("290", "290", "85", "100%", null));
    assertThat(text(report)).containsPattern("290 290 +85 +100%");
  }

  @Test
  void everyTickOfAnAxisHasItsLine() {
    ColumnChart chart =
        ColumnChart.logarithmic(
            new double[] {0.001, 0.999}, new double[0], List.of("one", "other"));
    assertThat(chart.ticks()).containsExactly("100%", "10%", "1%", "0.1%", "0.01%");
    assertThat(chart.grid())
        .isEqualTo("M0 0.00H100M0 25.00H100M0 50.00H100M0 75.00H100M0 100.00H100");
  }

  @Test
  void doubledKeysAreToldWithTheRuleOfTheirMerge() throws Exception {
    RunReport report =
        report(
            Runs.run(
                VersionState.PUBLISHED,
                OptionalLong.of(Runs.VERSION),
                manifest ->
                    ((ObjectNode) manifest.get("counts"))
                        .putObject("doubled")
                        .put("keys", 1234)
                        .put("rule", "mean: <i>all</i>")));
    assertThat(new ObjectMapper().readTree(report.json()).at("/counts/doubled"))
        .isEqualTo(new ObjectMapper().readTree("{\"keys\":1234,\"rule\":\"mean: <i>all</i>\"}"));
    assertThat(text(report)).contains("  doubled keys           1,234 (mean: <i>all</i>)\n");
    assertThat(report.html()).contains("Doubled keys: 1,234 (mean: &lt;i&gt;all&lt;/i&gt;)");
    assertThat(report(Runs.published()).html()).doesNotContain("Doubled keys");
    assertThat(text(report(Runs.published()))).doesNotContain("doubled keys");
  }

  @Test
  void aRegressionIsComparedOnlyWhereTheBucketsAreTheSame() {
    Histogram same = new Histogram("score", 0, 1, new long[] {4, 3, 2, 1}, Map.of("7", 10L));
    Histogram other = new Histogram("value", -3, 9, new long[] {4, 3, 2, 1}, Map.of());
    assertThat(report(comparedWith(same)).html()).contains(">the one before<", ">before<", "40.0%");
    assertThat(report(comparedWith(other)).html()).doesNotContain(">before<");
    assertThat(text(report(comparedWith(same)))).contains("BEFORE", "│");
    assertThat(text(report(comparedWith(other)))).doesNotContain("BEFORE", "│");
  }

  @Test
  void emptyAndSenselessHistogramsAreNotDrawn() {
    for (Histogram histogram :
        List.of(
            new Histogram("score", 0, 1, new long[0], Map.of()),
            new Histogram("score", 0, 1, new long[101], Map.of()),
            new Histogram("score", Double.NaN, 1, new long[] {1}, Map.of()),
            new Histogram("score", 0, 1, new long[] {-1}, Map.of()))) {
      assertThat(report(comparedWith(histogram)).previous()).isNull();
    }
    Histogram nothing = new Histogram("score", 0, 1, new long[20], Map.of());
    assertThat(report(comparedWith(nothing)).html()).doesNotContain("NaN", "Infinity");
  }

  /** Everything that others may have written, and as much of it as there may be. */
  private static RunReport hostile(int size) {
    String text = HOSTILE + "\"".repeat(size);
    ReportedVersion run =
        Runs.run(
            VersionState.REJECTED,
            OptionalLong.of(Runs.BEFORE),
            manifest -> {
              for (String field : List.of("model", "sha256", "engine", "failure")) {
                manifest.put(field, text);
              }
              ObjectNode request = (ObjectNode) manifest.get("request");
              request.put("model", text);
              ObjectNode format = (ObjectNode) request.at("/format/text");
              ArrayNode files = ((ObjectNode) manifest.get("files")).putArray("first");
              ObjectNode gates = manifest.putObject("gates");
              ObjectNode causes = ((ObjectNode) manifest.get("counts")).putObject("rejectsByCause");
              ObjectNode filled = ((ObjectNode) manifest.get("counts")).putObject("filledIn");
              ObjectNode features = filled.put("features", size).putObject("records");
              ObjectNode histogram = manifest.putObject("histogram");
              histogram.put("kind", text).put("from", 0).put("to", 1).putArray("counts").add(1);
              ObjectNode labels = histogram.putObject("labels");
              ObjectNode millis = manifest.putObject("millis");
              for (int i = 0; i < size; i++) {
                request.withArray("input").add(i + text);
                format.withArray("columns").add(i + text);
                ((ObjectNode) format.get("conventions")).withArray("nullTexts").add(i + text);
                files.addObject().put("path", i + text).put("length", 1).put("modified", 1);
                gates.putObject(i + text).put("passed", false).put("text", text);
                causes.put(i + text, i + 1);
                features.put(i + text, size - i);
                labels.put(i + text, 1);
                millis.put(i + text, 1);
              }
            });
    RunReport.Example example =
        new RunReport.Example(
            Excerpt.of(text, 200), 1, Excerpt.of(text, 200), Excerpt.of(text, 200));
    return RunReport.of(
        new ReportedVersion(
            text,
            run.version(),
            run.state(),
            run.manifest(),
            run.served(),
            Optional.of(new ReportedVersion.Earlier(Runs.BEFORE, run.manifest().histogram())),
            "hdfs://" + text),
        IntStream.range(0, size)
            .boxed()
            .collect(Collectors.toMap(i -> i + text, i -> List.of(example, example, example))),
        NOW);
  }

  @Test
  void theSizeIsBoundedWhateverTheRunMet() {
    RunReport report = hostile(300);
    assertThat(report.html().getBytes(UTF_8)).hasSizeLessThan(MOST_BYTES);
    assertThat(report.json().getBytes(UTF_8)).hasSizeLessThan(MOST_BYTES);
    assertThat(text(report).getBytes(UTF_8)).hasSizeLessThan(MOST_BYTES);
  }

  @Test
  void nothingOfOthersIsMarkupOrReachesTheTerminal() {
    RunReport report = hostile(3);
    assertThat(report.html())
        .doesNotContain("<script", "\u001b", "alert(\"")
        .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\uFFFD[2J&amp;&#39;");
    assertThat(report.json()).doesNotContain("\u001b", "\\u001b").contains("<script>");
    assertThat(text(report)).doesNotContain("\u001b");
  }

  @Test
  void thePageAsksForNothingElse() {
    String html = report(Runs.published()).html();
    assertThat(html)
        .contains(
            "<html lang=\"en\">",
            "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"")
        .doesNotContain("http://", "https://", "url(", "@import", "<script", "<link", " src=");
  }
}
