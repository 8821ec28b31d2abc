package io.howdah.batch;

import io.howdah.gate.Gates;
import io.howdah.run.Aftermath;
import io.howdah.run.Run;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.Staging;
import io.howdah.settings.Settings;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.hbase.client.Connection;

/**
 * One run of a view: {@code RUNNING → STAGED → (gates) → LOADED → (read-back) → PUBLISHED}. Each
 * step is written to the catalog before the next begins, and each can be repeated, so a run whose
 * driver died goes on where it stopped.
 */
public final class ScoreRun {
  private final Configuration conf;
  private final Catalog catalog;
  private final Run.Driver driver;
  private final RunListener listener;
  private final ScoreStage scoring;
  private final ViewLoad loading;
  private final LoadedVersion loaded;

  public ScoreRun(
      Configuration conf,
      Connection connection,
      Catalog catalog,
      String owner,
      RunListener listener) {
    this.conf = conf;
    this.catalog = catalog;
    this.driver = new Run.Driver(owner, Settings.from(conf).lease());
    this.listener = listener;
    this.scoring = new ScoreStage(conf, connection, catalog, listener);
    this.loading = new ViewLoad(conf, connection, catalog);
    this.loaded = new LoadedVersion(conf, connection, catalog);
  }

  /** Begins a new run. */
  public RunOutcome start(Preflight preflight, boolean publish) throws IOException {
    loading.requireServed(preflight.manifest().request().view(), preflight.asOf());
    try (Run run = Run.begin(catalog, driver, preflight.manifest(), preflight.asOf(), conf)) {
      return goOn(run, preflight, publish);
    }
  }

  /** Goes on with a run that stopped, from its last complete step. */
  public RunOutcome resume(String view, long version, boolean publish) throws IOException {
    try (Run run = Run.resume(catalog, driver, view, version, conf)) {
      return goOn(run, again(run), publish);
    }
  }

  private Preflight again(Run run) throws IOException {
    try {
      Preflight preflight = Preflight.again(conf, run.manifest(), run.inputs());
      run.goOn();
      return preflight;
    } catch (IOException | RuntimeException | FSError | LinkageError | VirtualMachineError e) {
      run.release(e);
      throw e;
    }
  }

  /**
   * How a run ended that was published, be it by a driver that died right afterwards; what that
   * left to do is done. Empty if the version was not published, or was taken back.
   */
  public Optional<RunOutcome> done(String view, long version) throws IOException {
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
        RunOutcome.of(
            version,
            VersionState.PUBLISHED,
            RunManifest.parse(found.get().manifest()),
            new Staging(conf, view, version)));
  }

  private RunOutcome goOn(Run run, Preflight preflight, boolean publish) throws IOException {
    RunOutcome outcome = finish(run, preflight, publish);
    listener.ended(outcome);
    return outcome;
  }

  private RunOutcome finish(Run run, Preflight preflight, boolean publish) throws IOException {
    try {
      return run.outcome(steps(run, preflight, publish));
    } catch (IOException
        | RuntimeException
        | FSError // what Hadoop's local file system throws where the disk is full
        | LinkageError
        | VirtualMachineError e) {
      // the catalog knows better than a driver that may have slept
      Aftermath aftermath = run.aftermath(e);
      if (aftermath.published()) {
        listener.reached(VersionState.PUBLISHED, run.manifest());
        return run.outcome(VersionState.PUBLISHED);
      }
      run.fail(aftermath.failure());
      reportFailure(run, e);
      throw run.failure(aftermath.failure());
    }
  }

  /** Takes every step that is still to be taken; gives the state in which the run ends. */
  private VersionState steps(Run run, Preflight preflight, boolean publish) throws IOException {
    listener.reached(VersionState.RUNNING, run.manifest());
    if (run.isBefore(VersionState.STAGED)) {
      scoring.take(run, preflight);
      run.advance(VersionState.STAGED);
    }
    listener.reached(VersionState.STAGED, run.manifest());
    Optional<String> refusal = Gates.refusal(run.manifest().gates());
    if (refusal.isPresent()) {
      return refuse(run, refusal.get());
    }
    if (run.isBefore(VersionState.LOADED)) {
      loading.take(run);
      run.advance(VersionState.LOADED);
    }
    listener.reached(VersionState.LOADED, run.manifest());
    loading.readBack(run);
    run.keep();
    run.check();
    if (!publish) {
      run.release();
      return VersionState.LOADED;
    }
    loaded.count(run);
    run.keep();
    run.advance(VersionState.LOADED);
    run.publish();
    listener.reached(VersionState.PUBLISHED, run.manifest());
    return VersionState.PUBLISHED;
  }

  private static VersionState refuse(Run run, String gate) throws IOException {
    String advice = Gates.advice(run.manifest().gates()).orElseThrow();
    run.update(run.manifest().failed("refused by gate " + gate + " (" + advice + ")", null));
    run.keep();
    run.advance(VersionState.REJECTED);
    run.release();
    run.dropRefused();
    return VersionState.REJECTED;
  }

  /** Has the listener hear of a failure, which must come through whatever the listener does. */
  private void reportFailure(Run run, Throwable failure) {
    try {
      listener.ended(run.outcome(VersionState.FAILED));
    } catch (RuntimeException | FSError e) {
      failure.addSuppressed(e);
    }
  }
}
