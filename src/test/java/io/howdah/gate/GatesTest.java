package io.howdah.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.FilledIn;
import io.howdah.record.RecordSchema;
import io.howdah.view.ViewMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts of tasks that the example's digits are not, and of counts. */
class GatesTest {
  private static Findings run(
      Task task, int rows, long labelled, long right, FilledIn filled, IntToDoubleFunction score) {
    RecordSchema schema = new RecordSchema("id", Optional.empty(), List.of());
    ModelCard card = new ModelCard("m", "1", schema, List.of(1), task, List.of(), "");
    Evidences evidence = Evidences.fresh(RowEvidence.class, card, ofKeys(labelled));
    for (int row = 0; row < rows; row++) {
      byte[] key = ("key-" + row).getBytes(UTF_8);
      for (RowEvidence each : evidence.of(RowEvidence.class)) {
        each.add(key, KeySketch.hash(key, 0, key.length), -1, (float) score.applyAsDouble(row));
      }
    }
    Counts counts =
        new Counts(rows, rows, 0, 0, 0, null, rows, rows, labelled, right, Map.of(), filled);
    assertThat(evidence.byKind().values()).allMatch(each -> each.misfit(counts).isEmpty());
    return new Findings(counts, evidence, Optional.empty());
  }

  private static KeyLabels ofKeys(long keys) {
    return new KeyLabels() {
      @Override
      public int label(long keyHash) {
        return UNKNOWN;
      }

      @Override
      public int size() {
        return (int) keys;
      }
    };
  }

  private static Findings run(Task task, int rows, IntToDoubleFunction score) {
    return run(task, rows, 0, 0, FilledIn.of(Map.of()), score);
  }

  private static Findings after(ViewMode mode, Findings before, Findings run) {
    return run.against(
        Optional.of(
            new Reference(
                mode,
                1000,
                before.counts().keysWritten(),
                Optional.ofNullable(before.histogram()),
                before.evidence())));
  }

  private static Map<String, Verdict> judge(Findings run) {
    return Gates.judge(run, new Limits(Map.of()), null);
  }

  private static Map<String, Verdict> judge(Findings before, Findings run) {
    return judge(after(ViewMode.FULL, before, run));
  }

  @Test
  void theAdviceNamesWhatThisRunOverrodeToo() {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put("min-rows", new Verdict(true, "5 rows", 5.0, 1.0, null));
    verdicts.put("max-lost", new Verdict(false, "half", 0.5, 0.1, null));
    verdicts.put("max-gained", new Verdict(false, "three", 3.0, 1.0, null).overridden("new shop"));
    verdicts.put("min-accuracy", Verdict.notJudged(0.8, "no labels"));
    assertThat(Gates.advice(verdicts))
        .contains(
            "to publish all the same, run again with --override-gate max-lost"
                + " --override-gate max-gained --reason TEXT");
    verdicts.remove("max-lost");
    assertThat(Gates.advice(verdicts)).isEmpty();
  }

  private static Verdict missing(int rows, Map<String, Long> records) {
    FilledIn filled = new FilledIn(records.size(), records);
    return judge(run(Task.REGRESSION, rows, 0, 0, filled, row -> row)).get("max-missing");
  }

  @Test
  void theFeatureThatWasFilledInMostIsJudgedOnTheFirstVersionToo() {
    Map<String, Long> records = new LinkedHashMap<>();
    records.put("US Gross", 51L);
    records.put("Rating", 50L);
    assertThat(missing(100, records))
        .isEqualTo(
            new Verdict(
                false,
                "US Gross was filled in for 51 of 100 scored records, 0.5100 (at most 0.5)",
                0.51,
                0.5,
                null));
    assertThat(missing(100, Map.of("Rating", 50L)).passed()).isTrue();
    assertThat(missing(100, Map.of()))
        .isEqualTo(new Verdict(true, "no value was filled in (at most 0.5)", 0.0, 0.5, null));
    assertThat(missing(0, Map.of()).text()).isEqualTo("no record was scored");
  }

  @Test
  void valuesAgreeThatMoveByNoMoreThanATwentiethOfThePublishedRange() {
    Findings before = run(Task.REGRESSION, 2001, row -> row); // 0 to 2000
    Map<String, Verdict> verdicts =
        judge(before, run(Task.REGRESSION, 2001, row -> row % 4 == 0 ? row + 101 : row + 99));
    assertThat(verdicts.get("min-agreement").text())
        .isEqualTo("1500 of 2001 keys in both versions, 0.7496 (at least 0.8)");
    assertThat(verdicts.get("min-agreement").passed()).isFalse();
    // a twentieth of the rows leaves the lowest bucket, and one goes beyond the highest
    assertThat(verdicts.get("max-score-psi").value()).isBetween(0.4, 0.6);
    assertThat(verdicts.get("max-label-psi").text())
        .isEqualTo("no histogram of labels in both this run and version 1000");
  }

  @Test
  void valuesFarOutsideOfThePublishedRangeAreRefused() {
    Findings before = run(Task.REGRESSION, 2000, row -> row);
    Verdict verdict =
        judge(before, run(Task.REGRESSION, 2000, row -> row < 1000 ? row : row * 1e6))
            .get("max-score-psi");
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.value()).isGreaterThan(3);
  }

  @Test
  void anEmbeddingIsJudgedByItsKeysAlone() {
    Map<String, Verdict> verdicts =
        judge(run(Task.EMBEDDING, 1000, row -> 0), run(Task.EMBEDDING, 800, row -> 0));
    assertThat(verdicts.get("max-lost").text())
        .isEqualTo("200 of 1000 keys of version 1000 are gone, 0.2000 (at most 0.1)");
    assertThat(verdicts.get("max-score-psi").text())
        .isEqualTo("no histogram of scores in both this run and version 1000");
    assertThat(verdicts.get("min-agreement").text())
        .isEqualTo("no scores in both this run and version 1000");
  }

  @Test
  void aViewOfMoreKeysThanASampleHoldsIsJudgedBySampledKeys() {
    Findings before = run(Task.MULTI_LABEL, 100_000, row -> row % 100 / 100.0);
    Findings after =
        run(
            Task.MULTI_LABEL,
            80_000,
            row -> row % 10 == 0 ? 1 - row % 100 / 100.0 : row % 100 / 100.0);
    Map<String, Verdict> verdicts = judge(before, after);
    assertThat(verdicts.get("max-lost").text()).contains(" sampled keys of version 1000 are gone");
    assertThat(verdicts.get("max-lost").value()).isBetween(0.17, 0.23);
    assertThat(verdicts.get("max-lost").passed()).isFalse();
    // of the tenth that changed, the score 0.5 stays where it is
    assertThat(verdicts.get("min-agreement").text()).contains(" sampled keys in both versions, ");
    assertThat(verdicts.get("min-agreement").value()).isBetween(0.88, 0.94);
  }

  @Test
  void aRunOfSoManyMoreKeysThatTheSampleHoldsNoPublishedOneHasGainedTooMany() {
    Findings before = run(Task.EMBEDDING, 3, row -> 0);
    Map<String, Verdict> verdicts = judge(before, run(Task.EMBEDDING, 1_000_000, row -> 0));
    assertThat(verdicts.get("max-gained").text())
        .isEqualTo("at least 999997 new keys, version 1000 has 3, 333332.3333 (at most 1.0)");
    assertThat(verdicts.get("max-gained").passed()).isFalse();
    assertThat(verdicts.get("max-lost").text()).startsWith("the run has so many more");
  }

  @Test
  void runsOfAnIncrementalViewMayHaveOtherKeys() {
    Findings before = run(Task.REGRESSION, 1000, row -> row);
    Findings after = run(Task.REGRESSION, 100, row -> row);
    Map<String, Verdict> verdicts = judge(after(ViewMode.INCREMENTAL, before, after));
    assertThat(verdicts.get("max-lost").text()).startsWith("runs of an incremental");
    assertThat(verdicts.get("max-gained").passed()).isTrue();
    assertThat(verdicts.get("min-agreement").value()).isEqualTo(1);
  }

  @Test
  void aRunWithoutRowsIsForTheGateOfRowsToRefuse() {
    Map<String, Verdict> verdicts =
        judge(run(Task.REGRESSION, 100, row -> row), run(Task.REGRESSION, 0, row -> 0));
    assertThat(Gates.refusal(verdicts)).hasValue("min-rows: 0 rows written (at least 1)");
    assertThat(verdicts.get("max-lost").text()).isEqualTo("the run wrote no rows");
  }

  @Test
  void aPublishedVersionWithoutRowsTellsNothing() {
    Map<String, Verdict> verdicts =
        judge(run(Task.REGRESSION, 0, row -> 0), run(Task.REGRESSION, 100, row -> row));
    assertThat(Gates.refusal(verdicts)).isEmpty();
    assertThat(verdicts.get("max-gained").text()).isEqualTo("version 1000 has no keys");
  }

  @Test
  void accuracyIsOfTheLabelledKeysOfTheRun() {
    Findings run = run(Task.REGRESSION, 100, 40, 31, FilledIn.of(Map.of()), row -> row);
    assertThat(judge(run).get("min-accuracy"))
        .isEqualTo(
            new Verdict(false, "31 of 40 labelled keys, 0.7750 (at least 0.8)", 0.775, 0.8, null));
    assertThat(judge(run(Task.REGRESSION, 100, row -> row)).get("min-accuracy").text())
        .isEqualTo("no known labels (--labels)");
  }

  private static Findings counted(long read, long rejects) {
    long rows = read - rejects;
    Counts counts =
        new Counts(
            read, rows, rejects, 0, 0, null, rows, rows, 0, 0, Map.of(), FilledIn.of(Map.of()));
    return new Findings(counts, new Evidences(), Optional.empty());
  }

  @Test
  void gatesNameTheOnesThatRefuseAndHowToPublishAllTheSame() {
    assertThat(Gates.refusal(judge(counted(1000, 10)))).isEmpty();
    Map<String, Verdict> verdicts = judge(counted(1000, 11));
    assertThat(Gates.refusal(verdicts))
        .hasValue("max-reject-ratio: 11 of 1000 records, 0.0110 (at most 0.01)");
    assertThat(Gates.advice(verdicts))
        .hasValue(
            "to publish all the same, run again with --override-gate max-reject-ratio"
                + " --reason TEXT");
    verdicts = judge(counted(100, 100));
    assertThat(Gates.refusal(verdicts))
        .hasValue(
            "min-rows: 0 rows written (at least 1); max-reject-ratio: 100 of 100 records, 1.0000 (at most"
                + " 0.01)");
    assertThat(Gates.advice(verdicts).orElseThrow())
        .contains("--override-gate min-rows --override-gate max-reject-ratio --reason TEXT");
  }

  @Test
  void aVerdictHasTheValueAndTheLimit() {
    Verdict verdict = judge(counted(1000, 11)).get("max-reject-ratio");
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.value()).isEqualTo(0.011);
    assertThat(verdict.limit()).isEqualTo(0.01);
  }

  @Test
  void aVerdictHasOneWordOfFour() throws Exception {
    Verdict passed = new Verdict(true, "text", 0.05, 0.1, null);
    Verdict refused = new Verdict(false, "text", 0.2, 0.1, null);
    Verdict notJudged = Verdict.notJudged(0.1, "no version is published");
    assertThat(passed.words()).isEqualTo("passed");
    assertThat(refused.words()).isEqualTo("refused");
    assertThat(refused.overridden("new ink").words()).isEqualTo("overridden (new ink)");
    assertThat(notJudged.words()).isEqualTo("not judged");
    assertThat(notJudged.text()).isEqualTo("no version is published");
    ObjectMapper json = new ObjectMapper();
    String written = json.writeValueAsString(notJudged);
    assertThat(json.readTree(written).get("verdict").asText()).isEqualTo("not judged");
    assertThat(json.readValue(written, Verdict.class)).isEqualTo(notJudged);
  }

  @ParameterizedTest
  @CsvSource({
    "0.43, 0.9, 0.4300",
    "0.25004, 0.25, 0.25004",
    "0.25, 0.25, 0.2500",
    "0.000001, 0, 0.000001",
    "0, 0, 0.0000",
    "0.99999, 0.8, 0.99999",
    "1, 0.8, 1.0000",
    "0.79996, 0.8, 0.79996"
  })
  void aValueIsToldOnItsOwnSideOfTheLimit(double value, double limit, String expected) {
    assertThat(Verdict.number(value, limit)).isEqualTo(expected);
  }

  @Test
  void oneRowIsOne() {
    assertThat(judge(counted(1, 0)).get("min-rows").text()).isEqualTo("1 row written (at least 1)");
  }
}
