package io.howdah.plan;

import io.howdah.batch.TaskLimits;
import io.howdah.model.LoadedModel;
import io.howdah.model.LocalCopy;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.network.ModelFootprint;
import io.howdah.predict.BatchSizing;
import io.howdah.predict.Engine;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.Prediction;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import io.howdah.predict.Scoring;
import io.howdah.predict.onnx.OnnxFile;
import io.howdah.record.RejectCause;
import io.howdah.run.ScoreRequest;
import io.howdah.settings.Settings;
import io.howdah.source.InputShape;
import io.howdah.source.RecordSource;
import io.howdah.source.SourceSpec;
import io.howdah.source.TrialSample;
import io.howdah.tune.EngineSource;
import io.howdah.tune.Measured;
import io.howdah.tune.Sweep;
import io.howdah.view.ViewCells;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Gathers what a plan is made of: the input's size, the model's, and a sample of the records timed
 * and scored.
 *
 * @param containers that run at once; 0 for all
 */
public record PlanRun(
    String model,
    List<String> input,
    SourceSpec format,
    Scoring scoring,
    int regions,
    int containers) {
  private static final Duration TIMED = Duration.ofSeconds(2);
  private static final int CELL_SAMPLE = 200;
  private static final int LARGEST_AUTO = 8192;

  /**
   * Of a run that was asked for.
   *
   * @param regions of its view
   */
  public static PlanRun of(ScoreRequest request, int regions) {
    return new PlanRun(
        request.model(), request.input(), request.format(), request.scoring(), regions, 0);
  }

  public JobPlan plan(Configuration conf) throws IOException {
    ModelArtifact artifact = ModelArtifact.open(model, conf);
    RecordSource source = format.open(input, Settings.from(conf).maxRecordBytes(), conf);
    TrialSample sample = TrialSample.of(source, artifact.card());
    InputShape shape = source.shape();
    // what auto may come to is what there must be room for
    int rows = scoring.batchSize().orElse(LARGEST_AUTO);
    JobPlan.Load load =
        LocalCopy.of(
            artifact,
            copy -> {
              ModelFootprint footprint = footprint(artifact.card(), copy);
              EngineSource engines = new EngineSource(artifact.card(), copy);
              return new JobPlan.Load(
                  shape,
                  rows,
                  footprint.modelBytes(),
                  footprint.rowBytes(),
                  rowsPerSecond(engines, sample),
                  cellBytes(engines, sample),
                  regions,
                  containers);
            });
    return JobPlan.of(load, TaskLimits.of(conf));
  }

  private static ModelFootprint footprint(ModelCard card, Path copy) throws IOException {
    if (OnnxFile.isOnnx(copy)) {
      return ModelFootprint.ofOnnx(Files.size(copy), card.schema().width());
    }
    try (LoadedModel loaded = ModelLoader.load(copy, card)) {
      return ModelFootprint.of(loaded);
    }
  }

  private double rowsPerSecond(EngineSource source, TrialSample sample) throws IOException {
    // a sample suffices to see the speed of a larger mini-batch
    int rows = Math.min(scoring.batchSize().orElse(LARGEST_AUTO), sample.rows());
    Listener listener = new Listener();
    List<Measured> timed =
        new Sweep(
                sample::read,
                source.card().schema().width(),
                source,
                Sweep.Clocks.system(),
                listener)
            .run(new Sweep.Plan(List.of(scoring.engine()), List.of(1), List.of(rows), TIMED));
    if (timed.isEmpty()) {
      throw new IOException("Cannot score a sample: " + listener.why);
    }
    return timed.get(0).rowsPerSecond();
  }

  private long cellBytes(EngineSource source, TrialSample sample) throws IOException {
    try (Predictor predictor = source.open(scoring.engine(), 1);
        MiniBatchReader reader = sample.read()) {
      CellBytes cells = new CellBytes(Interpreter.of(source.card(), scoring.keepScores()));
      new MiniBatchScorer(
              predictor,
              BatchSizing.fixed(Math.min(CELL_SAMPLE, sample.rows())),
              source.card().schema().width(),
              cells)
          .score(reader);
      return cells.rows == 0 ? 0 : cells.bytes / cells.rows;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while scoring a sample", e);
    }
  }

  /** Adds up the cells that the sample's rows would have. */
  private static final class CellBytes implements MiniBatchScorer.Output {
    private final Interpreter interpreter;
    private long bytes;
    private int rows;

    CellBytes(Interpreter interpreter) {
      this.interpreter = interpreter;
    }

    @Override
    public void scored(MiniBatch batch, int row, Scores scores) {
      byte[] key = batch.key(row);
      Prediction prediction = interpreter.prediction(scores, row);
      bytes += ViewCells.length(key, prediction);
      rows++;
    }

    @Override
    public void rejected(
        RejectCause cause, String message, String source, long offset, ByteBuffer raw) {
      // it has no cells
    }
  }

  private static final class Listener implements Sweep.Listener {
    private String why = "";

    @Override
    public void opened(Engine asked, String ran) {}

    @Override
    public void leftOut(String what, String reason) {
      why = reason;
    }

    @Override
    public void round(int round, int rounds) {}
  }
}
