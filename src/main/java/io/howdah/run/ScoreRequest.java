package io.howdah.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.howdah.files.GivenPath;
import io.howdah.gate.GateOverride;
import io.howdah.gate.Limits;
import io.howdah.gate.MaxMissing;
import io.howdah.model.Tuning;
import io.howdah.predict.Engine;
import io.howdah.predict.Merge;
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
 * @param engine that computes the outputs, as {@link Engine#of} reads it
 * @param batchSize rows per mini-batch; 0 for "each task finds out"
 * @param merge of several records of one key
 * @param keepScores true to write every output of the model
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
    String engine,
    int batchSize,
    String merge,
    boolean keepScores,
    String writer,
    Limits gates,
    String labels,
    GateOverride override) {
  /** The size of a mini-batch that each task finds for itself. */
  public static final int AUTO = 0;

  /** Paths of the input that a manifest keeps. */
  private static final int MOST_KEPT = 20;

  public ScoreRequest {
    input = List.copyOf(input);
    engine = Engine.of(engine).text();
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
    if (batchSize < AUTO || batchSize > Tuning.MAX_BATCH_SIZE) {
      throw new IllegalArgumentException(
          "Invalid batch size: "
              + batchSize
              + " (must be 1 to "
              + Tuning.MAX_BATCH_SIZE
              + ", or 0 for auto)");
    }
    if (batchSize == AUTO
        && writer.equals(Settings.PUTS)
        && !engine.equals(Engine.ONNXRUNTIME.text())) {
      // HBase would hold the cells of two attempts of a task, which differ in the last digits
      throw new IllegalArgumentException(
          "Cannot use --batch-size auto with --writer puts: with engine "
              + engine
              + " a score moves with the mini-batch (name a size, or take --writer hfiles)");
    }
    Merge.of(merge);
  }

  /** A request without known labels, that overrides no gate. */
  public ScoreRequest(
      String view,
      String model,
      List<String> input,
      SourceSpec format,
      Long asOf,
      String engine,
      int batchSize,
      String merge,
      boolean keepScores,
      String writer,
      Limits gates) {
    this(
        view,
        model,
        input,
        format,
        asOf,
        engine,
        batchSize,
        merge,
        keepScores,
        writer,
        gates,
        null,
        null);
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
        engine,
        batchSize,
        merge,
        keepScores,
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
    return other.equals(judgedBy(other.gates, other.labels, other.override));
  }

  /** The same with mini-batches of another size. */
  public ScoreRequest withBatchSize(int rows) {
    return new ScoreRequest(
        view,
        model,
        input,
        format,
        asOf,
        engine,
        rows,
        merge,
        keepScores,
        writer,
        gates,
        labels,
        override);
  }

  /** The same, judged by a file of known labels and with gates overridden; null for neither. */
  public ScoreRequest judgedWith(String knownLabels, GateOverride overridden) {
    return judgedBy(gates, knownLabels, overridden);
  }

  private ScoreRequest judgedBy(Limits limits, String knownLabels, GateOverride overridden) {
    return new ScoreRequest(
        view,
        model,
        input,
        format,
        asOf,
        engine,
        batchSize,
        merge,
        keepScores,
        writer,
        limits,
        knownLabels,
        overridden);
  }
}
