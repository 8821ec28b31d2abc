package io.howdah.run;

import io.howdah.gate.Limits;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.record.RecordFormat;
import io.howdah.settings.Settings;
import io.howdah.source.SourceSpec;
import java.util.List;

/** Requests of runs that tests make. */
public final class TestRequests {
  private TestRequests() {}

  /** Engine nd4j, the latest record of a key, and no outputs beside the answer. */
  public static Scoring scoring(int batchSize) {
    return new Scoring(Engine.ND4J, MiniBatchSize.of(batchSize), Merge.of("latest"), false);
  }

  /** Of CSV files with a header. */
  public static ScoreRequest of(
      String view, String model, List<String> input, Long asOf, Limits gates) {
    return of(view, model, input, asOf, scoring(64), Settings.HFILES, gates);
  }

  public static ScoreRequest of(
      String view,
      String model,
      List<String> input,
      Long asOf,
      Scoring scoring,
      String writer,
      Limits gates) {
    SourceSpec csv = new SourceSpec.Text(RecordFormat.of("csv"));
    return new ScoreRequest(view, model, input, csv, asOf, scoring, writer, gates, null, null);
  }
}
