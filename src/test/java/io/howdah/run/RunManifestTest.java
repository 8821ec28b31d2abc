package io.howdah.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.gate.GateOverride;
import io.howdah.gate.Gates;
import io.howdah.gate.Limits;
import io.howdah.gate.Verdict;
import io.howdah.predict.MiniBatchSize;
import io.howdah.view.HiddenEvents;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunManifestTest {
  private static final String MANIFEST =
      """
      {"request":{"view":"digits","model":"/models/digits","input":["/data"],"format":{"text":{"kind":"csv",
        "delimiter":",","header":true,"columns":[],"conventions":{"nullTexts":[],"decimal":".",
        "escape":"\\"","trailingDelimiter":false}}},"asOf":0,"scoring":{"engine":"nd4j",
        "batchSize":256,"merge":"latest","keepScores":false},"writer":"hfiles",
        "gates":{"minRows":1,"maxRejectRatio":0.02}},
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
  void aManifestIsReadAndWrittenTheSame() throws Exception {
    RunManifest manifest = RunManifest.parse(MANIFEST);
    assertThat(manifest.comparedWith()).isNull();
    assertThat(manifest.request().labels()).isNull();
    assertThat(manifest.request().override()).isNull();
    assertThat(manifest.gates().get("min-rows"))
        .isEqualTo(new Verdict(true, "10 rows (at least 1)", null, null, null));
    assertThat(Gates.refusal(manifest.gates())).isEmpty();
    assertThat(RunManifest.parse(manifest.json()).json()).isEqualTo(manifest.json());
  }

  @Test
  void theLimitsOfARunAreThoseItBeganWith() throws Exception {
    Limits limits = RunManifest.parse(MANIFEST).request().gates();
    assertThat(limits.of("min-rows")).isEqualTo(1);
    assertThat(limits.of("max-reject-ratio")).isEqualTo(0.02);
    assertThat(limits.of("max-lost")).isEqualTo(0.1);
    assertThat(RunManifest.parse(MANIFEST).json())
        .contains("\"gates\":{\"minRows\":1,\"maxRejectRatio\":0.02}");
  }

  @Test
  void aRunWhoseGateIsNotThereAnyMoreIsNotGoneOnWith() throws Exception {
    RunManifest manifest =
        RunManifest.parse(MANIFEST.replace("\"minRows\":1", "\"minRows\":1,\"max-gone\":0.5"));
    assertThat(RunManifest.parse(manifest.json()).request()).isEqualTo(manifest.request());
    assertThatThrownBy(() -> manifest.request().gates().requireKnown())
        .hasMessageStartingWith("Cannot find gate max-gone, which the run must pass: ");
  }

  @Test
  void whatWasAskedOfTheGatesSurvivesSoThatARunCanBeResumed() throws Exception {
    RunManifest began = RunManifest.parse(MANIFEST);
    ScoreRequest asked = began.request();
    ScoreRequest request =
        new ScoreRequest(
            asked.view(),
            asked.model(),
            asked.input(),
            asked.format(),
            asked.asOf(),
            asked.scoring(),
            asked.writer(),
            asked.gates(),
            "/labels.csv",
            new GateOverride(List.of("max-lost"), "moved to a new key"));
    RunManifest manifest =
        new RunManifest(
            request,
            began.model(),
            began.sha256(),
            began.engine(),
            began.files(),
            began.reached(),
            began.counts(),
            began.gates(),
            1000L,
            began.histogram(),
            began.millis(),
            Tasks.of(List.of(new Tasks.Task("task_1_m_1", "node", 10, 5, 4, 64))),
            new HiddenEvents(6, 1),
            null,
            null);
    RunManifest read = RunManifest.parse(manifest.json());
    assertThat(read.request()).isEqualTo(request);
    assertThat(read.comparedWith()).isEqualTo(1000);
    assertThat(read.hides()).isEqualTo(new HiddenEvents(6, 1));
    assertThat(read.tasks().slowest()).isEqualTo(manifest.tasks().slowest());
    assertThat(read.request().withBatchSize(MiniBatchSize.of(7)).override())
        .isEqualTo(request.override());
  }

  @ParameterizedTest
  @ValueSource(strings = {"engine", "batchSize", "merge", "format", "scoring"})
  void aManifestThatLacksWhatARunNeedsIsNotTakenForOne(String field) throws Exception {
    ObjectMapper json = new ObjectMapper();
    ObjectNode request = (ObjectNode) json.readTree(MANIFEST).get("request");
    ObjectNode owner = request.has(field) ? request : (ObjectNode) request.get("scoring");
    assertThat(owner.remove(field)).isNotNull();
    ObjectNode manifest = (ObjectNode) json.readTree(MANIFEST);
    manifest.set("request", request);
    assertThatThrownBy(() -> RunManifest.parse(manifest.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manifest");
    assertThat(RunManifest.read(manifest.toString())).isEmpty();
  }
}
