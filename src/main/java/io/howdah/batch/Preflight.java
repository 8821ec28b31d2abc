package io.howdah.batch;

import io.howdah.files.GivenPath;
import io.howdah.gate.MaxMissing;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.predict.BatchSizing;
import io.howdah.predict.FilledCounts;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.Predictor;
import io.howdah.predict.PredictorPool;
import io.howdah.predict.Scores;
import io.howdah.record.RejectCause;
import io.howdah.run.AsOf;
import io.howdah.run.RunManifest;
import io.howdah.run.ScoreRequest;
import io.howdah.settings.Settings;
import io.howdah.source.AbsentFields;
import io.howdah.source.InputFile;
import io.howdah.source.InputFiles;
import io.howdah.source.InputList;
import io.howdah.source.KeySample;
import io.howdah.source.RecordSample;
import io.howdah.source.RecordSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Everything that can be found wrong before a job is submitted: paths, model, card, header, and a
 * sample of the input decoded and scored. A mistake costs seconds, not a queue's wait.
 */
public final class Preflight {
  private static final int SAMPLE = 200;

  private final Configuration conf;
  private final ModelCard card;
  private final String modelPath;
  private final RecordSource source;
  private final RunManifest manifest;
  private final AsOf asOf;
  private String leftOut = "";

  private Preflight(
      Configuration conf,
      ModelArtifact artifact,
      RecordSource source,
      RunManifest manifest,
      AsOf asOf) {
    this.conf = conf;
    this.card = artifact.card();
    this.modelPath = artifact.modelPath().toUri().toString();
    this.source = source;
    this.manifest = manifest;
    this.asOf = asOf;
  }

  /**
   * Checks a request.
   *
   * @throws IOException with one line that says what is wrong
   * @throws IllegalArgumentException with one line that says what of the request is wrong
   */
  public static Preflight of(Configuration conf, ScoreRequest request, long now)
      throws IOException {
    ModelArtifact artifact = ModelArtifact.open(request.model(), conf);
    Interpreter outputs = Interpreter.of(artifact.card(), request.scoring().keepScores());
    request.scoring().merge().requireFits(outputs);
    InputFiles input = InputFiles.list(request.input(), conf);
    List<FileStatus> files = input.files();
    RunManifest manifest =
        RunManifest.begun(
            request.qualified(conf),
            artifact.card().title(),
            artifact.card().sha256(),
            InputList.of(files));
    AsOf asOf = AsOf.of(request, files, conf, now);
    Preflight preflight = inspect(conf, artifact, files, manifest, asOf);
    Preflight whole =
        new Preflight(
            conf, artifact, preflight.source, manifest.scoredBy(preflight.scoreSample()), asOf);
    whole.leftOut = input.leftOut();
    return whole;
  }

  /**
   * The same for a run that is resumed: its input and its model must be what they were.
   *
   * @param began the files, as they were listed when it began
   */
  static Preflight again(Configuration conf, RunManifest manifest, List<InputFile> began)
      throws IOException {
    manifest.request().gates().requireKnown();
    ModelArtifact artifact = ModelArtifact.open(manifest.request().model(), conf);
    if (!artifact.card().sha256().equals(manifest.sha256())) {
      throw new IOException(
          "Cannot resume: the model at "
              + manifest.request().model()
              + " is another one by now (SHA-256 "
              + artifact.card().sha256()
              + ", was "
              + manifest.sha256()
              + "); start a new run");
    }
    List<FileStatus> files = new ArrayList<>();
    for (InputFile expected : began) {
      try {
        files.add(expected.unchanged(conf));
      } catch (IOException e) {
        throw new IOException(
            "Cannot resume: the input is not what it was when the run began; start a new run ("
                + e.getMessage()
                + ")",
            e);
      }
    }
    return inspect(conf, artifact, files, manifest, null);
  }

  private static Preflight inspect(
      Configuration conf,
      ModelArtifact artifact,
      List<FileStatus> files,
      RunManifest manifest,
      AsOf asOf)
      throws IOException {
    RecordSource source =
        manifest.request().format().of(files, Settings.from(conf).maxRecordBytes(), conf);
    try {
      source.require(artifact.card().schema());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (manifest.request().labels() != null) {
      var unused =
          KnownLabels.read(GivenPath.of(manifest.request().labels(), conf), conf, artifact.card());
    }
    return new Preflight(conf, artifact, source, manifest, asOf);
  }

  /** Decodes and scores a few records; refuses when not one of them can be. Tells the engine. */
  private String scoreSample() throws IOException {
    ScoreConfig config = config(0);
    RecordSample sample = source.sample(SAMPLE);
    if (sample.size() == 0) {
      throw new IOException(
          "Invalid input: no records in " + String.join(", ", manifest.request().input()));
    }
    Predictor predictor =
        PredictorPool.borrow(card.sha256(), config.engine(), () -> TaskModel.load(config, conf));
    SampleOutput output = new SampleOutput(new FilledCounts(card.schema().features()));
    int rows = Math.min(config.scoring().batchSize().orElse(SAMPLE), SAMPLE);
    MiniBatchScorer scorer =
        new MiniBatchScorer(predictor, BatchSizing.fixed(rows), card.schema().width(), output);
    try (MiniBatchReader reader = sample.read(card.schema())) {
      while (!reader.isOver()) {
        scorer.score(reader);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while scoring a sample", e);
    } finally {
      PredictorPool.giveBack(card.sha256(), config.engine(), predictor);
    }
    if (output.scored == 0) {
      throw new IOException(
          "Cannot score any of the first "
              + sample.size()
              + " records; the first: "
              + output.firstReject
              + absentFields(sample)
                  .neededAndNowhere()
                  .map(fields -> "; no record has " + fields)
                  .orElse(""));
    }
    requireNoneAbsent(sample, output);
    return predictor.engine();
  }

  /** A feature that the card's rule would fill in everywhere is a name that went wrong. */
  private void requireNoneAbsent(RecordSample sample, SampleOutput output) throws IOException {
    if (manifest.request().allowsAbsentFeatures()) {
      return;
    }
    AbsentFields fields = absentFields(sample);
    Optional<String> absent = fields.filledEverywhere(output.filled, output.scored);
    if (absent.isPresent()) {
      throw none(
          output.scored,
          "has a value for feature " + absent.get(),
          "correct the name in the card, or if it may be absent from all records");
    }
    Optional<String> unlisted = fields.unlistedEverywhere(output.filled, output.scored);
    if (unlisted.isPresent()) {
      throw none(
          output.scored,
          "has a category that the model's card lists for feature " + unlisted.get(),
          "correct the categories in the card, or if all may be unknown");
    }
  }

  private static IOException none(int records, String has, String remedy) {
    return new IOException(
        "Cannot score: none of the "
            + records
            + " records of a sample "
            + has
            + ", which the model's card would fill in for all of them; "
            + remedy
            + ", add --override-gate "
            + MaxMissing.NAME
            + " --reason TEXT");
  }

  private AbsentFields absentFields(RecordSample sample) {
    return new AbsentFields(card.schema(), sample);
  }

  ScoreConfig config(long version) {
    ScoreRequest request = manifest.request();
    return new ScoreConfig(request.view(), version, card, modelPath, request.scoring());
  }

  RecordSource source() {
    return source;
  }

  /** Which files of the input's folders are not read, for people; empty if all are. */
  public String leftOut() {
    return leftOut;
  }

  public ModelCard card() {
    return card;
  }

  /** The state of the run's manifest before it begins. */
  public RunManifest manifest() {
    return manifest;
  }

  /** Epoch milliseconds up to which the input is known to be complete. */
  public long asOf() {
    return asOf.time();
  }

  /** What told that time, for people. */
  public String asOfOrigin() {
    return asOf.origin();
  }

  /** Bytes of input. */
  public long length() {
    return source.files().stream().mapToLong(FileStatus::getLen).sum();
  }

  /** Row keys of a sample of the input, to split a new view's table by. */
  public List<byte[]> sampleKeys(int records) throws IOException {
    return KeySample.of(source.sample(records), card.schema().key());
  }

  /** Counts what the sample gives. */
  private static final class SampleOutput implements MiniBatchScorer.Output {
    private final FilledCounts filled;
    private int scored;
    private String firstReject;

    SampleOutput(FilledCounts filled) {
      this.filled = filled;
    }

    @Override
    public void scored(MiniBatch batch, int row, Scores scores) {
      scored++;
      filled.add(batch, row);
    }

    @Override
    public void rejected(
        RejectCause cause, String message, String source, long offset, ByteBuffer raw) {
      if (firstReject == null) {
        firstReject = cause + ": " + message + " (" + source + " at byte " + offset + ")";
      }
    }
  }
}
