package io.howdah.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.batch.Histogram;
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
                    "{\"name\":\"min-rows\",\"passed\":true,\"text\":\"85 rows (at least 1)\"}"));
  }

  @ParameterizedTest
  @EnumSource(VersionState.class)
  void aRunOfWhichNothingIsKnownHasAReport(VersionState state) {
    ReportedVersion run = Runs.run(state, OptionalLong.empty(), ObjectNode::removeAll);
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
                      .put("text", "not judged: no version is published")
                      .put("limit", 0.1);
                }));
    assertThat(report.outcome())
        .endsWith("85 rows, although gate max-score-psi refused (new <i>ink</i>).");
    assertThat(report.gates())
        .containsExactly(
            new RunReport.Gate(
                "max-score-psi", false, "0.5 (at most 0.25)", 0.5, 0.25, "new <i>ink</i>"),
            new RunReport.Gate(
                "max-lost", true, "not judged: no version is published", null, 0.1, null));
    assertThat(report.html())
        .contains("<span class=\"mark warned\">overridden</span>", "new &lt;i&gt;ink&lt;/i&gt;")
        .contains("width=\"80.00\"", "d=\"M40.00 0V10\"") // of 1.25 times the value
        .contains(">not judged</span>");
    assertThat(text(report)).contains("overridden (new <i>ink</i>): 0.5 (at most 0.25)");
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
              request.put("model", text).put("delimiter", text);
              ArrayNode files = manifest.putArray("files");
              ObjectNode gates = manifest.putObject("gates");
              ObjectNode causes = ((ObjectNode) manifest.get("counts")).putObject("rejectsByCause");
              ObjectNode histogram = manifest.putObject("histogram");
              histogram.put("kind", text).put("from", 0).put("to", 1).putArray("counts").add(1);
              ObjectNode labels = histogram.putObject("labels");
              ObjectNode millis = manifest.putObject("millis");
              for (int i = 0; i < size; i++) {
                request.withArray("input").add(i + text);
                request.withArray("columns").add(i + text);
                files.addObject().put("path", i + text).put("length", 1).put("modified", 1);
                gates.putObject(i + text).put("passed", false).put("text", text);
                causes.put(i + text, i + 1);
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
