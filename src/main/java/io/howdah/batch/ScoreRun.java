package io.howdah.batch;

import io.howdah.files.MachineFault;
import io.howdah.gate.Findings;
import io.howdah.gate.Gates;
import io.howdah.gate.Reference;
import io.howdah.query.Validity;
import io.howdah.record.RecordKey;
import io.howdah.source.FaultyInputException;
import io.howdah.view.Catalog;
import io.howdah.view.Runs;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import io.howdah.view.ViewTable;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.mapreduce.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a view: {@code RUNNING → STAGED → (gates) → LOADED → (read-back) → PUBLISHED}. Each
 * step is written to the catalog before the next begins, and each can be repeated, so a run whose
 * driver died goes on where it stopped.
 */
public final class ScoreRun {
  /** Hears of every step; the console's, or a test's that ends the run at a chosen one. */
  public interface Listener {
    void reached(VersionState state, RunManifest manifest);

    void progress(Job job) throws IOException;

    /**
     * The run has ended and the catalog knows; nothing that happens here changes that.
     *
     * @param outcome of the run, or {@code FAILED} with the failure in its manifest
     */
    default void ended(Outcome outcome) {}
  }

  /**
   * How a run ended: {@code PUBLISHED}, {@code LOADED} (not to be published) or {@code REJECTED}.
   *
   * @param folder of the run
   * @param rejects the folder in it that holds them
   */
  public record Outcome(
      long version, VersionState state, RunManifest manifest, String folder, String rejects) {}

  private static final Logger LOG = LoggerFactory.getLogger(ScoreRun.class);

  private final Configuration conf;
  private final Connection connection;
  private final Catalog catalog;
  private final Runs runs;
  private final Listener listener;
  private final String owner;
  private final Duration lease;

  public ScoreRun(
      Configuration conf, Connection connection, Catalog catalog, String owner, Listener listener) {
    this.conf = conf;
    this.connection = connection;
    this.catalog = catalog;
    this.runs = catalog.runs();
    this.owner = owner;
    this.listener = listener;
    this.lease = Settings.from(conf).lease();
  }

  /** Begins a new run. */
  public Outcome start(Preflight preflight, boolean publish) throws IOException {
    RunManifest manifest = preflight.manifest();
    requireServed(manifest.request().view(), preflight.asOf());
    long version =
        runs.begin(
            manifest.request().view(),
            preflight.asOf(),
            owner,
            lease,
            manifest.model(),
            manifest.json());
    return goOn(version, preflight, manifest, publish);
  }

  /** Nobody would see what has expired before it is published, not even the read-back. */
  private void requireServed(String view, long asOf) throws IOException {
    Validity validity = Validity.of(catalog.view(view));
    if (validity.judge(Instant.ofEpochMilli(asOf), Instant.now()) == Validity.State.EXPIRED) {
      throw new FaultyInputException(
          "Cannot score as of "
              + Instant.ofEpochMilli(asOf)
              + ": view "
              + view
              + " serves nothing that is older than "
              + validity.expireAfter().orElseThrow()
              + " (expire-after), and this is older or would be before it is published; if the"
              + " input is complete up to a later time, say so with --as-of");
    }
  }

  /** Goes on with a run that stopped, from its last complete step. */
  public Outcome resume(String view, long version, boolean publish) throws IOException {
    String kept = runs.resume(view, version, owner, lease).manifest();
    RunManifest manifest;
    Preflight preflight;
    try {
      manifest = RunManifest.parse(kept).failed(null, null);
      preflight =
          Preflight.again(conf, manifest, new Staging(conf, view, version).inputs(manifest));
      runs.advance(view, version, owner, VersionState.valueOf(manifest.reached()), manifest.json());
    } catch (IOException | RuntimeException | FSError | LinkageError | VirtualMachineError e) {
      runs.release(view, owner);
      throw e;
    }
    return goOn(version, preflight, manifest, publish);
  }

  /**
   * How a run ended that was published, be it by a driver that died right afterwards; what that
   * left to do is done. Empty if the version was not published, or was taken back.
   */
  public Optional<Outcome> done(String view, long version) throws IOException {
    Optional<ViewVersion> found = catalog.version(view, version);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (catalog.published(view).equals(OptionalLong.of(version))) {
      catalog.publication().finish(view);
    } else if (!found.get().wasPublished()) {
      return Optional.empty();
    }
    return Optional.of(
        outcome(
            version,
            VersionState.PUBLISHED,
            RunManifest.parse(found.get().manifest()),
            new Staging(conf, view, version)));
  }

  /** The folder of a run, whether it is there or not. */
  public static Path folder(Configuration conf, String view, long version) throws IOException {
    return new Staging(conf, view, version).folder();
  }

  private Outcome goOn(long version, Preflight preflight, RunManifest begun, boolean publish)
      throws IOException {
    Outcome outcome = finish(version, preflight, begun, publish);
    listener.ended(outcome);
    return outcome;
  }

  private Outcome finish(long version, Preflight preflight, RunManifest begun, boolean publish)
      throws IOException {
    String view = begun.request().view();
    RunManifest manifest = begun;
    try (LeaseKeeper keeper =
        new LeaseKeeper(lease, () -> runs.renew(view, version, owner, lease))) {
      try {
        Staging staging = new Staging(conf, view, version);
        listener.reached(VersionState.RUNNING, manifest);
        if (step(manifest) < step(VersionState.STAGED)) {
          manifest = stage(version, preflight, manifest, staging, keeper);
          advance(version, VersionState.STAGED, manifest, keeper);
        }
        listener.reached(VersionState.STAGED, manifest);
        Optional<String> refusal = Gates.refusal(manifest.gates());
        if (refusal.isPresent()) {
          String advice = Gates.advice(manifest.gates()).orElseThrow();
          manifest =
              manifest.failed("refused by gate " + refusal.get() + " (" + advice + ")", null);
          staging.write(manifest);
          advance(version, VersionState.REJECTED, manifest, keeper);
          release(view, keeper);
          dropRefused(staging);
          return outcome(version, VersionState.REJECTED, manifest, staging);
        }
        if (step(manifest) < step(VersionState.LOADED)) {
          RunManifest staged = manifest;
          manifest =
              keeper.patiently(
                  () -> {
                    // nobody would take back what comes after another's publication
                    runs.check(view, version, owner);
                    return load(staged, staging);
                  });
          advance(version, VersionState.LOADED, manifest, keeper);
        }
        listener.reached(VersionState.LOADED, manifest);
        keeper.patiently(() -> readBack(view, version, staging));
        staging.write(manifest);
        keeper.check();
        if (!publish) {
          release(view, keeper);
          return outcome(version, VersionState.LOADED, manifest, staging);
        }
        RunManifest loaded = manifest;
        manifest =
            keeper.patiently(
                () -> new LoadedVersion(conf, connection, catalog).counted(view, version, loaded));
        staging.write(manifest);
        advance(version, VersionState.LOADED, manifest, keeper);
        keeper.patiently(
            () -> {
              catalog.publication().publish(view, version, owner);
              return null;
            });
        listener.reached(VersionState.PUBLISHED, manifest);
        return outcome(version, VersionState.PUBLISHED, manifest, staging);
      } catch (IOException
          | RuntimeException
          | FSError // what Hadoop's local file system throws where the disk is full
          | LinkageError
          | VirtualMachineError e) {
        // the catalog knows better than a driver that may have slept
        Aftermath aftermath = Aftermath.of(e, catalog, view, version, owner, keeper);
        if (aftermath.published()) {
          listener.reached(VersionState.PUBLISHED, manifest);
          return outcome(
              version, VersionState.PUBLISHED, manifest, new Staging(conf, view, version));
        }
        fail(version, manifest, aftermath.failure(), keeper);
        tell(version, failed(manifest, aftermath.failure()), e);
        throw RunFailure.of(aftermath.failure(), conf, view, version);
      }
    }
  }

  private void advance(long version, VersionState to, RunManifest manifest, LeaseKeeper keeper)
      throws IOException {
    keeper.check();
    String json = manifest.json();
    keeper.patiently(
        () -> {
          runs.advance(manifest.request().view(), version, owner, to, json);
          return null;
        });
  }

  /** The gates have spoken; what is left of the folder goes with `view clean`. */
  private static void dropRefused(Staging staging) {
    try {
      staging.dropOutput();
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn("the refused cells stay in {}", staging.output(), e);
    }
  }

  private void release(String view, LeaseKeeper keeper) throws IOException {
    keeper.patiently(
        () -> {
          runs.release(view, owner);
          return null;
        });
  }

  static Outcome outcome(long version, VersionState state, RunManifest manifest, Staging staging) {
    return new Outcome(
        version, state, manifest, staging.folder().toString(), staging.rejects().toString());
  }

  private static int step(RunManifest manifest) {
    return step(VersionState.valueOf(manifest.reached()));
  }

  private static int step(VersionState state) {
    return List.of(VersionState.RUNNING, VersionState.STAGED, VersionState.LOADED).indexOf(state);
  }

  /** Runs the job into the staging folder and checks its books. */
  private RunManifest stage(
      long version, Preflight preflight, RunManifest manifest, Staging staging, LeaseKeeper keeper)
      throws IOException {
    long begin = System.nanoTime();
    staging.begin(manifest, preflight.source().files());
    Path attempt = staging.attempt();
    ScoreRequest request = manifest.request();
    Job job =
        keeper.patiently(
            () ->
                ScoreJob.build(
                    conf,
                    connection,
                    preflight.config(version),
                    preflight.source(),
                    request,
                    staging.inputs(),
                    attempt,
                    staging.failures()));
    run(job, staging);
    Path bytes = new Path(attempt, ByteBooks.FOLDER);
    ByteBooks.mustBalance(staging.files(), bytes, preflight.source().files());
    staging.files().delete(bytes, true);
    Findings findings =
        RunEvidence.gather(job.getCounters(), preflight.config(version), attempt, staging);
    if (request.writer().equals(ScoreRequest.HFILES)) {
      long cells = staging.cells(attempt);
      if (cells != findings.counts().cellsWritten()) {
        throw new IOException(
            "Cannot publish: the HFiles hold "
                + cells
                + " cells, but the reducers wrote "
                + findings.counts().cellsWritten());
      }
    }
    Tasks tasks = Tasks.read(staging.files(), new Path(attempt, TaskClock.FOLDER));
    staging.files().delete(new Path(attempt, TaskClock.FOLDER), true);
    staging.accept(attempt);
    RunEvidence.keep(findings.evidence(), staging, conf);
    Optional<Reference> published =
        keeper.patiently(
            () -> RunEvidence.published(catalog, conf, request.view(), preflight.card()));
    RunManifest staged =
        manifest
            .judged(findings.against(published))
            .workedBy(tasks)
            .reached(VersionState.STAGED.name(), millisSince(begin));
    staging.write(staged);
    return staged;
  }

  private void run(Job job, Staging staging) throws IOException {
    try {
      submit(job);
      while (!job.isComplete()) {
        listener.progress(job);
        Thread.sleep(200); // JobClient's own way to follow a job: there is no event to wait for
      }
      listener.progress(job);
      if (!job.isSuccessful()) {
        throw TaskFailure.read(job, staging.files(), staging.failures())
            .orElse(new IOException("Failed to score: job " + job.getJobID() + ": " + why(job)));
      }
    } catch (ClassNotFoundException e) {
      throw new IOException("Cannot submit the job: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.killJob();
      throw new IOException("Interrupted while the job was running", e);
    }
  }

  private static void submit(Job job)
      throws IOException, InterruptedException, ClassNotFoundException {
    try {
      job.submit();
    } catch (FSError e) {
      // a local job's own files, which Hadoop does not name
      Configuration conf = job.getConfiguration();
      String folder = conf.get("hadoop.tmp.dir");
      String local = conf.get("mapreduce.cluster.local.dir", folder);
      throw MachineFault.at(local.startsWith(folder) ? folder : folder + " or " + local, e);
    }
  }

  /** What the framework tells; a local one tells nothing at all, but to its log. */
  private static String why(Job job) throws IOException, InterruptedException {
    String info = job.getStatus().getFailureInfo();
    String log = System.getProperty("howdah.log.file");
    return TaskJvm.isLocal(job.getConfiguration())
        ? "its reason is in the log" + (log == null ? "" : " " + log)
        : info;
  }

  private RunManifest load(RunManifest manifest, Staging staging) throws IOException {
    long begin = System.nanoTime();
    if (manifest.request().writer().equals(ScoreRequest.HFILES)
        && staging.files().exists(staging.output())) {
      // HFiles that an earlier attempt moved into HBase are gone from the folder: load the rest
      bulkLoad(TableName.valueOf(manifest.request().view()), staging.output());
    }
    staging.dropOutput();
    return manifest.reached(VersionState.LOADED.name(), millisSince(begin));
  }

  private void bulkLoad(TableName table, Path hfiles) throws IOException {
    try {
      BulkLoadHFiles.create(conf).bulkLoad(table, hfiles);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith("Retry attempted")) {
        // what HBase's tool says when every try failed; only its log knows why
        throw new IOException(
            "Failed to load " + hfiles + " into HBase (may its servers read and move the files?)",
            e);
      }
      throw e;
    }
  }

  /**
   * Reads the sampled keys of the loaded version with a reader's Get. Events that came since do not
   * tell whether its cells arrived, so they are left out.
   */
  private Void readBack(String view, long version, Staging staging) throws IOException {
    ViewDefinition definition = catalog.view(view);
    try (ViewTable table = new ViewTable(connection, definition)) {
      for (ReadBackSample.Expected expected :
          ReadBackSample.read(staging.files(), staging.readBack())) {
        Map<String, String> fields =
            table
                .read(RecordKey.bytes(expected.key()), version)
                .batch()
                .map(ViewRow.Layer::fields)
                .orElse(Map.of());
        if (!fields.equals(expected.fields())) {
          requireServed(view, version); // HBase drops what has expired
          throw new FaultyInputException(
              "Cannot publish: read back "
                  + fields
                  + " for key "
                  + RecordKey.shown(expected.key())
                  + ", but "
                  + expected.fields()
                  + " was written");
        }
      }
    }
    requireServed(view, version);
    return null;
  }

  private RunManifest failed(RunManifest manifest, Throwable failure) {
    return manifest.failed(RunFailure.line(failure, conf), WayOut.of(failure));
  }

  private void fail(long version, RunManifest manifest, Throwable failure, LeaseKeeper keeper) {
    if (failure instanceof UnansweredException) {
      return; // there is nobody to tell; the lease runs out by itself
    }
    try {
      String view = manifest.request().view();
      String json = failed(manifest, failure).json();
      keeper.patiently(
          () -> {
            if (failure instanceof OvertakenException) {
              // it may have loaded cells after another took back what was there
              return catalog.publication().takeBackAgain(view, version);
            }
            runs.advance(view, version, owner, VersionState.FAILED, json);
            runs.release(view, owner);
            return null;
          });
    } catch (IOException | RuntimeException e) {
      // the lease runs out by itself; what made the run fail is what the user must see
      failure.addSuppressed(e);
    }
  }

  /** Has the listener hear of a failure, which must come through whatever the listener does. */
  private void tell(long version, RunManifest manifest, Throwable failure) {
    try {
      Staging staging = new Staging(conf, manifest.request().view(), version);
      listener.ended(outcome(version, VersionState.FAILED, manifest, staging));
    } catch (IOException | RuntimeException | FSError e) {
      failure.addSuppressed(e);
    }
  }

  private static long millisSince(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }
}
