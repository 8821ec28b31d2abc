package io.howdah.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.run.RunManifest;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Runs that tests report on, as their manifests tell of them. */
final class Runs {
  static final long VERSION = 1_795_478_400_000L; // 2026-11-24
  static final long BEFORE = 1_795_392_000_000L; // 2026-11-23
  static final String FOLDER = "hdfs://cluster/user/ada/howdah/digits/1795478400000";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST =
      """
      {"request":{"view":"digits","model":"/models/digits","input":["/data"],"format":{"text":{"kind":"csv",
        "delimiter":",","header":true,"columns":[],"conventions":{"nullTexts":[],"decimal":".",
        "escape":"\\"","trailingDelimiter":false}}},"scoring":{"engine":"nd4j",
         "batchSize":"auto","merge":"latest","keepScores":false},"writer":"hfiles",
         "gates":{"minRows":1,"maxRejectRatio":0.01,"maxNonFinite":0}},
       "model":"digits:1","sha256":"d2c3","engine":"nd4j",
       "files":{"count":1,"bytes":1000,"lastWritten":1795478300000,"sha256":"e3",
         "first":[
           {"path":"hdfs://cluster/data/part-0.csv","length":1000,"modified":1795478300000}]},
       "reached":"LOADED",
       "counts":{"recordsRead":100,"predictions":90,"rejects":10,"nonFinite":0,"mergedAway":5,
         "doubled":{"keys":0,"rule":"latest"},"keysWritten":85,"cellsWritten":170,"labelled":0,
         "labelledRight":0,"filledIn":{"features":0,"records":{}},
         "rejectsByCause":{"EMPTY_KEY":3,"UNPARSABLE_NUMBER":7}},
       "gates":{"min-rows":{"passed":true,"text":"85 rows (at least 1)"},
         "max-reject-ratio":{"passed":true,"text":"10 of 100 records, 0.1000 (at most 0.2)"}},
       "histogram":{"kind":"score","from":0,"to":1,"counts":[1,2,3,79],
         "labels":{"7":60,"4":25}},
       "millis":{"STAGED":61000,"LOADED":250}}""";

  private Runs() {}

  static ObjectNode manifest() {
    try {
      return (ObjectNode) JSON.readTree(MANIFEST);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static RunManifest parse(ObjectNode manifest) {
    try {
      return RunManifest.parse(manifest.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static ReportedVersion run(VersionState state, OptionalLong served, Consumer<ObjectNode> change) {
    ObjectNode manifest = manifest();
    change.accept(manifest);
    return new ReportedVersion(
        "digits", VERSION, state, parse(manifest), served, Optional.empty(), FOLDER);
  }

  /** Nothing was counted or judged yet. */
  static ReportedVersion begun(VersionState state) {
    return run(
        state,
        OptionalLong.empty(),
        manifest -> {
          manifest.remove(List.of("counts", "histogram"));
          manifest.putObject("gates");
          manifest.putObject("millis");
        });
  }

  static ReportedVersion published() {
    return run(VersionState.PUBLISHED, OptionalLong.of(VERSION), manifest -> {});
  }
}
