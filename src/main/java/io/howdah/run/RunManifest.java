package io.howdah.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.howdah.gate.Counts;
import io.howdah.gate.Findings;
import io.howdah.gate.Gates;
import io.howdah.gate.Histogram;
import io.howdah.gate.Verdict;
import io.howdah.source.InputList;
import io.howdah.view.HiddenEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a run, kept with its version in the catalog and beside its rejects.
 *
 * @param request what was asked for
 * @param model name and version of the model
 * @param sha256 of the model's file
 * @param engine that scored the preflight's sample: a name, and why where it is not the one asked
 *     for
 * @param files that are read, as they were listed when the run began
 * @param reached the last step that is complete: {@code RUNNING}, {@code STAGED}, {@code LOADED}
 * @param counts null until the job has finished
 * @param gates verdicts by gate's name; empty until they were judged
 * @param comparedWith the version that was published when the gates judged; null where none was
 * @param histogram of the predictions written; null until the job has finished, and for embeddings
 * @param millis how long each step took
 * @param tasks how those of the job got on; null until it has finished
 * @param hides what of the speed view it hides although it is newer than the input; null before it
 *     is published
 * @param failure why the run failed or was refused; null otherwise
 * @param wayOut what leads out of the failure; null where there is none, or a gate refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunManifest(
    ScoreRequest request,
    String model,
    String sha256,
    String engine,
    InputList files,
    String reached,
    Counts counts,
    Map<String, Verdict> gates,
    Long comparedWith,
    Histogram histogram,
    Map<String, Long> millis,
    Tasks tasks,
    HiddenEvents hides,
    String failure,
    WayOut wayOut) {
  public RunManifest {
    requireNonNull(request, "request");
    requireNonNull(model, "model");
    requireNonNull(sha256, "sha256");
    requireNonNull(engine, "engine");
    requireNonNull(files, "files");
    requireNonNull(reached, "reached");
    requireNonNull(gates, "gates");
    requireNonNull(millis, "millis");
  }

  /** Characters of a failure that are kept; it may name everything that was given. */
  private static final int MOST_OF_A_FAILURE = 4000;

  public String json() throws JsonProcessingException {
    return Manifest.json(this);
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IOException if it is something else
   */
  public static RunManifest parse(String json) throws IOException {
    return Manifest.whole(json, RunManifest.class);
  }

  /** The same of any version's; empty if it cannot be read. */
  public static Optional<RunManifest> read(String json) {
    return Manifest.look(json, RunManifest.class);
  }

  /** True if it would score the same files with the same model in the same way. */
  public boolean scoresTheSame(RunManifest other) {
    return request.writesTheSame(other.request)
        && sha256.equals(other.sha256)
        && files.equals(other.files);
  }

  /** The manifest of a run that is about to begin. */
  public static RunManifest begun(
      ScoreRequest request, String model, String sha256, InputList files) {
    return new RunManifest(
        request,
        model,
        sha256,
        request.scoring().engine().text(),
        files,
        "RUNNING",
        null,
        Map.of(),
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null);
  }

  public RunManifest scoredBy(String who) {
    Draft draft = new Draft();
    draft.engine = who;
    return draft.done();
  }

  public RunManifest reached(String step, Duration took) {
    Draft draft = new Draft();
    draft.reached = step;
    draft.millis = new LinkedHashMap<>(millis);
    draft.millis.merge(step, took.toMillis(), Long::sum);
    return draft.done();
  }

  public RunManifest judged(Findings findings) {
    Draft draft = new Draft();
    draft.counts = findings.counts();
    draft.gates = Gates.judge(findings, request.gates(), request.override());
    draft.comparedWith = findings.comparedWith();
    draft.histogram = findings.histogram();
    return draft.done();
  }

  public RunManifest workedBy(Tasks all) {
    Draft draft = new Draft();
    draft.tasks = all;
    return draft.done();
  }

  public RunManifest hiding(HiddenEvents events) {
    Draft draft = new Draft();
    draft.hides = events;
    return draft.done();
  }

  public RunManifest failed(String why, WayOut how) {
    Draft draft = new Draft();
    draft.failure =
        why == null || why.length() <= MOST_OF_A_FAILURE
            ? why
            : why.substring(0, MOST_OF_A_FAILURE) + "…";
    draft.wayOut = how;
    return draft.done();
  }

  /** When the input was last written, epoch milliseconds. */
  public long lastWritten() {
    return files.lastWritten();
  }

  /** A copy of this manifest in which what changes while a run goes on can be set. */
  private final class Draft {
    private String engine = RunManifest.this.engine;
    private String reached = RunManifest.this.reached;
    private Counts counts = RunManifest.this.counts;
    private Map<String, Verdict> gates = RunManifest.this.gates;
    private Long comparedWith = RunManifest.this.comparedWith;
    private Histogram histogram = RunManifest.this.histogram;
    private Map<String, Long> millis = RunManifest.this.millis;
    private Tasks tasks = RunManifest.this.tasks;
    private HiddenEvents hides = RunManifest.this.hides;
    private String failure = RunManifest.this.failure;
    private WayOut wayOut = RunManifest.this.wayOut;

    RunManifest done() {
      return new RunManifest(
          request,
          model,
          sha256,
          engine,
          files,
          reached,
          counts,
          gates,
          comparedWith,
          histogram,
          millis,
          tasks,
          hides,
          failure,
          wayOut);
    }
  }
}
