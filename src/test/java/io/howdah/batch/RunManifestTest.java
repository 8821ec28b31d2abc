package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.query.HiddenEvents;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunManifestTest {
  /** As Howdah wrote it before gates judged the content of a run. */
  private static final String OLDER =
      """
      {"request":{"view":"digits","model":"/models/digits","input":["/data"],"format":{"kind":"csv",
        "delimiter":",","header":true,"columns":[],"conventions":{"nullTexts":[],"decimal":".",
        "escape":"\\"","trailingDelimiter":false}},"asOf":0,"engine":"nd4j","batchSize":256,
        "merge":"latest","keepScores":false,"writer":"hfiles",
        "gates":{"minRows":1,"maxRejectRatio":0.01,"maxNonFinite":0.0}},
       "model":"digits:1","sha256":"00","engine":"nd4j",
       "files":{"count":1,"bytes":10,"lastWritten":1,"sha256":"aa",
        "first":[{"path":"/data/a.csv","length":10,"modified":1}]},"reached":"STAGED",
       "counts":{"recordsRead":10,"predictions":10,"rejects":0,"nonFinite":0,"mergedAway":0,
        "keysWritten":10,"cellsWritten":20,"rejectsByCause":{}},
       "gates":{"min-rows":{"passed":true,"text":"10 rows (at least 1)"}},
       "histogram":{"kind":"score","from":0.0,"to":1.0,"counts":[4,6],"labels":{"7":10}},
       "millis":{"STAGED":12}}
      """;

  @Test
  void aManifestOfAnOlderHowdahIsReadAndItsRunJudgedByItsCountsAlone() throws Exception {
    RunManifest older = RunManifest.parse(OLDER);
    assertThat(older.comparedWith()).isNull();
    assertThat(older.tasks()).isNull();
    assertThat(older.counts().labelled()).isZero();
    assertThat(older.request().labels()).isNull();
    assertThat(older.request().override()).isNull();
    assertThat(older.gates().get("min-rows"))
        .isEqualTo(new Gates.Verdict(true, "10 rows (at least 1)", null, null, null));
    assertThat(Gates.refusal(older.gates())).isEmpty();
    assertThat(RunManifest.parse(older.json()).json()).isEqualTo(older.json());
    Judgement judgement =
        new Judgement(
            new Evidence(older.counts(), Optional.empty(), new KeySketch(1)), Optional.empty());
    assertThat(judgement.verdicts(older.request()))
        .containsOnlyKeys("min-rows", "max-reject-ratio", "max-non-finite");
  }

  @Test
  void whatWasAskedOfTheGatesSurvivesSoThatARunCanBeResumed() throws Exception {
    RunManifest older = RunManifest.parse(OLDER);
    ScoreRequest request =
        older
            .request()
            .judgedWith("/labels.csv", new GateOverride(List.of("max-lost"), "moved to a new key"));
    RunManifest manifest =
        new RunManifest(
            request,
            older.model(),
            older.sha256(),
            older.engine(),
            older.files(),
            older.reached(),
            older.counts(),
            older.gates(),
            1000L,
            older.histogram(),
            older.millis(),
            Tasks.of(List.of(new Tasks.Task("task_1_m_1", "node", 10, 5, 4, 64))),
            new HiddenEvents(6, 1),
            null,
            null);
    RunManifest read = RunManifest.parse(manifest.json());
    assertThat(read.request()).isEqualTo(request);
    assertThat(read.comparedWith()).isEqualTo(1000);
    assertThat(read.hides()).isEqualTo(new HiddenEvents(6, 1));
    assertThat(read.tasks().slowest()).isEqualTo(manifest.tasks().slowest());
    assertThat(read.request().withBatchSize(7).override()).isEqualTo(request.override());
  }
}
