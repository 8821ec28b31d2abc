package io.howdah.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.FilledIn;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.source.InputList;
import io.howdah.source.SourceSpec;
import io.howdah.view.ViewMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Tasks that the example's digits are not. */
class JudgementTest {
  private static final ContentGates LIMITS = new ContentGates(0.5, 0.25, 0.25, 0.1, 1, 0.8, 0.8);

  private static ScoreRequest request(String labels) {
    return new ScoreRequest(
            "v",
            "m",
            List.of("i"),
            new SourceSpec(RecordFormat.of("csv")),
            null,
            "nd4j",
            64,
            "latest",
            false,
            ScoreRequest.HFILES,
            new Gates(1, 0.01, 0, LIMITS))
        .judgedWith(labels, null);
  }

  private static Evidence evidence(
      Task task, int rows, long labelled, long right, FilledIn filled, IntToDoubleFunction score) {
    RecordSchema schema = new RecordSchema("id", Optional.empty(), List.of());
    Optional<HistogramCounts> spread =
        HistogramCounts.of(new ModelCard("m", "1", schema, List.of(1), task, List.of(), ""));
    KeySketch keys = new KeySketch(KeySketch.SIZE);
    for (int row = 0; row < rows; row++) {
      float value = (float) score.applyAsDouble(row);
      spread.ifPresent(counts -> counts.add(-1, value));
      byte[] key = ("key-" + row).getBytes(UTF_8);
      keys.add(KeySketch.hash(key, 0, key.length), KeySketch.prediction(value));
    }
    return new Evidence(
        new Counts(rows, rows, 0, 0, 0, null, rows, rows, labelled, right, Map.of(), filled),
        spread,
        keys);
  }

  private static Evidence evidence(Task task, int rows, IntToDoubleFunction score) {
    return evidence(task, rows, 0, 0, FilledIn.NONE, score);
  }

  private static Reference published(ViewMode mode, Evidence evidence) {
    RunManifest manifest =
        new RunManifest(
                request(null),
                "m:1",
                "",
                "nd4j",
                new InputList(1, 1, 1, "", List.of()),
                "LOADED",
                null,
                Map.of(),
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null)
            .judged(new Judgement(evidence, Optional.empty()));
    return new Reference(
        mode,
        1000,
        Optional.of(manifest),
        Optional.of(new Overlap.Sample(evidence.keys(), evidence.counts().keysWritten())));
  }

  private static Map<String, Gates.Verdict> judge(Evidence before, Evidence after) {
    return new Judgement(after, Optional.of(published(ViewMode.FULL, before)))
        .verdicts(request(null));
  }

  @Test
  void theAdviceNamesWhatThisRunOverrodeToo() {
    Map<String, Gates.Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put("min-rows", Gates.Verdict.atLeast(1, 5, "5 rows"));
    verdicts.put("max-lost", Gates.Verdict.atMost(0.1, 0.5, "half"));
    verdicts.put("max-gained", Gates.Verdict.atMost(1, 3, "three").overridden("new shop"));
    verdicts.put("min-accuracy", Gates.Verdict.notJudged(0.8, "no labels"));
    assertThat(Gates.advice(verdicts))
        .contains(
            "to publish all the same, run again with --override-gate max-lost"
                + " --override-gate max-gained --reason TEXT");
    verdicts.remove("max-lost");
    assertThat(Gates.advice(verdicts)).isEmpty();
  }

  private static Gates.Verdict missing(int rows, Map<String, Long> records) {
    FilledIn filled = new FilledIn(records.size(), records);
    Evidence evidence = evidence(Task.REGRESSION, rows, 0, 0, filled, row -> row);
    return new Judgement(evidence, Optional.empty())
        .verdicts(request(null))
        .get(ContentGates.MISSING);
  }

  @Test
  void theFeatureThatWasFilledInMostIsJudgedOnTheFirstVersionToo() {
    Map<String, Long> records = new LinkedHashMap<>();
    records.put("US Gross", 51L);
    records.put("Rating", 50L);
    assertThat(missing(100, records))
        .isEqualTo(
            new Gates.Verdict(
                false,
                "US Gross was filled in for 51 of 100 scored records, 0.5100 (at most 0.5)",
                0.51,
                0.5,
                null));
    assertThat(missing(100, Map.of("Rating", 50L)).passed()).isTrue();
    assertThat(missing(100, Map.of()))
        .isEqualTo(new Gates.Verdict(true, "no value was filled in (at most 0.5)", 0.0, 0.5, null));
    assertThat(missing(0, Map.of()).text()).isEqualTo("no record was scored");
  }

  @Test
  void valuesAgreeThatMoveByNoMoreThanATwentiethOfThePublishedRange() {
    Evidence before = evidence(Task.REGRESSION, 2001, row -> row); // 0 to 2000
    Map<String, Gates.Verdict> verdicts =
        judge(before, evidence(Task.REGRESSION, 2001, row -> row % 4 == 0 ? row + 101 : row + 99));
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
    Evidence before = evidence(Task.REGRESSION, 2000, row -> row);
    Gates.Verdict verdict =
        judge(before, evidence(Task.REGRESSION, 2000, row -> row < 1000 ? row : row * 1e6))
            .get("max-score-psi");
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.value()).isGreaterThan(3);
  }

  @Test
  void anEmbeddingIsJudgedByItsKeysAlone() {
    Map<String, Gates.Verdict> verdicts =
        judge(evidence(Task.EMBEDDING, 1000, row -> 0), evidence(Task.EMBEDDING, 800, row -> 0));
    assertThat(verdicts.get("max-lost").text())
        .isEqualTo("200 of 1000 keys of version 1000 are gone, 0.2000 (at most 0.1)");
    assertThat(verdicts.get("max-score-psi").text())
        .isEqualTo("no histogram of scores in both this run and version 1000");
    assertThat(verdicts.get("min-agreement").text())
        .isEqualTo("no scores in both this run and version 1000");
  }

  @Test
  void aViewOfMoreKeysThanASampleHoldsIsJudgedBySampledKeys() {
    Evidence before = evidence(Task.MULTI_LABEL, 100_000, row -> row % 100 / 100.0);
    Evidence after =
        evidence(
            Task.MULTI_LABEL,
            80_000,
            row -> row % 10 == 0 ? 1 - row % 100 / 100.0 : row % 100 / 100.0);
    Map<String, Gates.Verdict> verdicts = judge(before, after);
    assertThat(verdicts.get("max-lost").text()).contains(" sampled keys of version 1000 are gone");
    assertThat(verdicts.get("max-lost").value()).isBetween(0.17, 0.23);
    assertThat(verdicts.get("max-lost").passed()).isFalse();
    // of the tenth that changed, the score 0.5 stays where it is
    assertThat(verdicts.get("min-agreement").text()).contains(" sampled keys in both versions, ");
    assertThat(verdicts.get("min-agreement").value()).isBetween(0.88, 0.94);
  }

  @Test
  void aRunOfSoManyMoreKeysThatTheSampleHoldsNoPublishedOneHasGainedTooMany() {
    Evidence before = evidence(Task.EMBEDDING, 3, row -> 0);
    Map<String, Gates.Verdict> verdicts =
        judge(before, evidence(Task.EMBEDDING, 1_000_000, row -> 0));
    assertThat(verdicts.get("max-gained").text())
        .isEqualTo("at least 999997 new keys, version 1000 has 3, 333332.3333 (at most 1.0)");
    assertThat(verdicts.get("max-gained").passed()).isFalse();
    assertThat(verdicts.get("max-lost").text()).startsWith("the run has so many more");
  }

  @Test
  void runsOfAnIncrementalViewMayHaveOtherKeys() {
    Evidence before = evidence(Task.REGRESSION, 1000, row -> row);
    Evidence after = evidence(Task.REGRESSION, 100, row -> row);
    Map<String, Gates.Verdict> verdicts =
        new Judgement(after, Optional.of(published(ViewMode.INCREMENTAL, before)))
            .verdicts(request(null));
    assertThat(verdicts.get("max-lost").text()).startsWith("runs of an incremental");
    assertThat(verdicts.get("max-gained").passed()).isTrue();
    assertThat(verdicts.get("min-agreement").value()).isEqualTo(1);
  }

  @Test
  void aRunWithoutRowsIsForTheGateOfRowsToRefuse() {
    Map<String, Gates.Verdict> verdicts =
        judge(evidence(Task.REGRESSION, 100, row -> row), evidence(Task.REGRESSION, 0, row -> 0));
    assertThat(Gates.refusal(verdicts)).hasValue("min-rows: 0 rows written (at least 1)");
    assertThat(verdicts.get("max-lost").text()).isEqualTo("the run wrote no rows");
  }

  @Test
  void aPublishedVersionWithoutRowsTellsNothing() {
    Map<String, Gates.Verdict> verdicts =
        judge(evidence(Task.REGRESSION, 0, row -> 0), evidence(Task.REGRESSION, 100, row -> row));
    assertThat(Gates.refusal(verdicts)).isEmpty();
    assertThat(verdicts.get("max-gained").text()).isEqualTo("version 1000 has no keys");
  }

  @Test
  void accuracyIsOfTheLabelledKeysOfTheRun() {
    Judgement judgement =
        new Judgement(
            evidence(Task.REGRESSION, 100, 40, 31, FilledIn.NONE, row -> row), Optional.empty());
    assertThat(judgement.verdicts(request("labels.csv")).get("min-accuracy"))
        .isEqualTo(
            new Gates.Verdict(
                false, "31 of 40 labelled keys, 0.7750 (at least 0.8)", 0.775, 0.8, null));
    assertThat(judgement.verdicts(request(null)).get("min-accuracy").text())
        .isEqualTo("no known labels (--labels)");
  }
}
