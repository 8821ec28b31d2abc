package io.howdah.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.howdah.files.GivenPath;
import io.howdah.gate.GateOverride;
import io.howdah.gate.Limits;
import io.howdah.gate.MaxMissing;
import io.howdah.predict.Engine;
import io.howdah.predict.MiniBatchSize;
import io.howdah.predict.Scoring;
import io.howdah.settings.Settings;
import io.howdah.source.SourceSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * What the user asked a run for. Part of the manifest, so that a run can be resumed from the
 * catalog alone.
 *
 * @param view name of the view
 * @param model path of the model artifact
 * @param input files, folders and globs
 * @param format of the input's files
 * @param asOf time in epoch milliseconds up to which the input is complete; null for "find out"
 * @param scoring how its records become predictions
 * @param writer {@code hfiles} or {@code puts}
 * @param gates the limits that the run must keep to
 * @param labels path of a file of known labels; null where accuracy is not measured
 * @param override of gates; null where none is overridden
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScoreRequest(
    String view,
    String model,
    List<String> input,
    SourceSpec format,
    Long asOf,
    Scoring scoring,
    String writer,
    Limits gates,
    String labels,
    GateOverride override) {
  /** Paths of the input that a manifest keeps. */
  private static final int MOST_KEPT = 20;

  public ScoreRequest {
    input = List.copyOf(input);
    requireNonNull(format, "format");
    requireNonNull(scoring, "scoring");
    if (!writer.equals(Settings.HFILES) && !writer.equals(Settings.PUTS)) {
      throw new IllegalArgumentException(
          "Invalid writer: "
              + writer
              + " (must be "
              + Settings.HFILES
              + " or "
              + Settings.PUTS
              + ")");
    }
    if (scoring.batchSize() instanceof MiniBatchSize.Auto
        && writer.equals(Settings.PUTS)
        && scoring.engine() != Engine.ONNXRUNTIME) {
      // HBase would hold the cells of two attempts of a task, which differ in the last digits
      throw new IllegalArgumentException(
          "Cannot use --batch-size auto with --writer puts: with engine "
              + scoring.engine().text()
              + " a score moves with the mini-batch (name a size, or take --writer hfiles)");
    }
  }

  /**
   * The same for a manifest: every path means the same from another folder, and of very many the
   * first few are kept.
   */
  public ScoreRequest qualified(Configuration conf) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String path : input.subList(0, Math.min(MOST_KEPT, input.size()))) {
      paths.add(GivenPath.qualified(path, conf));
    }
    if (input.size() > MOST_KEPT) {
      paths.add(String.format(Locale.ROOT, "(and %,d more)", input.size() - MOST_KEPT));
    }
    return new ScoreRequest(
        view,
        GivenPath.qualified(model, conf),
        paths,
        format,
        asOf,
        scoring,
        writer,
        gates,
        labels == null ? null : GivenPath.qualified(labels, conf),
        override);
  }

  /** False of a request whose manifest kept the first few paths of the input alone. */
  boolean namesAllInput() {
    return input.size() <= MOST_KEPT;
  }

  /** True if a feature may be filled in for every record there is. */
  public boolean allowsAbsentFeatures() {
    boolean overridden = override != null && override.gates().contains(MaxMissing.NAME);
    return overridden || gates.of(MaxMissing.NAME) == 1;
  }

  /** True if it would write the same rows, whatever they are judged by. */
  boolean writesTheSame(ScoreRequest other) {
    return other.equals(
        new ScoreRequest(
            view,
            model,
            input,
            format,
            asOf,
            scoring,
            writer,
            other.gates,
            other.labels,
            other.override));
  }

  /** The same with mini-batches of another size. */
  public ScoreRequest withBatchSize(MiniBatchSize rows) {
    return new ScoreRequest(
        view,
        model,
        input,
        format,
        asOf,
        scoring.withBatchSize(rows),
        writer,
        gates,
        labels,
        override);
  }
}
