package io.howdah.run;

import io.howdah.source.InputFile;
import io.howdah.view.Catalog;
import io.howdah.view.Runs;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a view in the hands of its driver: what was asked, its manifest, its state in the
 * catalog, its folder and its lease, which is renewed until the handle is closed.
 */
public final class Run implements AutoCloseable {
  /**
   * Who runs.
   *
   * @param owner a name that no other driver has
   * @param lease how long it may be silent before its run counts as dead
   */
  public record Driver(String owner, Duration lease) {}

  /** A step that needs HBase. */
  public interface Step<T> {
    T run() throws IOException;
  }

  /** The same of one that gives nothing back. */
  public interface Action {
    void run() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private static final List<VersionState> STEPS =
      List.of(VersionState.RUNNING, VersionState.STAGED, VersionState.LOADED);

  private final Catalog catalog;
  private final Runs runs;
  private final String view;
  private final long version;
  private final String owner;
  private final Configuration conf;
  private final Staging staging;
  private final LeaseKeeper keeper;
  private RunManifest manifest;

  private Run(
      Catalog catalog, Driver driver, long version, RunManifest manifest, Configuration conf)
      throws IOException {
    this.catalog = catalog;
    this.runs = catalog.runs();
    this.view = manifest.request().view();
    this.version = version;
    this.owner = driver.owner();
    this.conf = conf;
    this.manifest = manifest;
    this.staging = new Staging(conf, view, version);
    this.keeper =
        new LeaseKeeper(driver.lease(), () -> runs.renew(view, version, owner, driver.lease()));
  }

  /**
   * Begins a new version.
   *
   * @param asOf epoch milliseconds up to which the input is complete
   * @throws io.howdah.view.CatalogException if the view cannot have one now
   */
  public static Run begin(
      Catalog catalog, Driver driver, RunManifest manifest, long asOf, Configuration conf)
      throws IOException {
    String view = manifest.request().view();
    var unused = new Staging(conf, view, asOf); // without such a folder nothing is begun
    long version =
        catalog
            .runs()
            .begin(view, asOf, driver.owner(), driver.lease(), manifest.model(), manifest.json());
    return held(catalog, driver, view, () -> new Run(catalog, driver, version, manifest, conf));
  }

  /**
   * Takes a run over whose driver died or failed; {@link #goOn} says that it works again.
   *
   * @throws io.howdah.view.CatalogException if it cannot be resumed or its driver is alive
   */
  public static Run resume(
      Catalog catalog, Driver driver, String view, long version, Configuration conf)
      throws IOException {
    String kept = catalog.runs().resume(view, version, driver.owner(), driver.lease()).manifest();
    return held(
        catalog, driver, view, () -> new Run(catalog, driver, version, of(view, kept), conf));
  }

  private static RunManifest of(String view, String kept) throws IOException {
    RunManifest manifest = RunManifest.parse(kept).failed(null, null);
    if (!manifest.request().view().equals(view)) {
      throw new IOException(
          "Invalid manifest in the catalog: it is of view " + manifest.request().view());
    }
    return manifest;
  }

  /** The lease is held by now, and must not outlive a driver that cannot go on. */
  private static Run held(Catalog catalog, Driver driver, String view, Step<Run> step)
      throws IOException {
    try {
      return step.run();
    } catch (IOException | RuntimeException | FSError | LinkageError | VirtualMachineError e) {
      release(catalog, driver.owner(), view, e);
      throw e;
    }
  }

  private static void release(Catalog catalog, String owner, String view, Throwable failure) {
    try {
      catalog.runs().release(view, owner);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e); // the lease runs out by itself
    }
  }

  public String view() {
    return view;
  }

  public long version() {
    return version;
  }

  public Staging staging() {
    return staging;
  }

  /** What is known of it by now. */
  public RunManifest manifest() {
    return manifest;
  }

  /** The files that it reads, as they were listed when it began. */
  public List<InputFile> inputs() throws IOException {
    return staging.inputs(manifest);
  }

  /** True if the step that ends in that state is still to be done. */
  public boolean isBefore(VersionState state) {
    return STEPS.indexOf(VersionState.valueOf(manifest.reached())) < STEPS.indexOf(state);
  }

  /** Learns more; {@link #keep} and {@link #advance} write it down. */
  public void update(RunManifest known) {
    manifest = known;
  }

  /** Writes the manifest into the run's folder. */
  public void keep() throws IOException {
    staging.write(manifest);
  }

  /** Has the catalog know again where a resumed run is. */
  public void goOn() throws IOException {
    runs.advance(view, version, owner, VersionState.valueOf(manifest.reached()), manifest.json());
  }

  /**
   * Writes state and manifest into the catalog.
   *
   * @throws IOException if the lease was lost
   */
  public void advance(VersionState to) throws IOException {
    check();
    String json = manifest.json();
    patiently(() -> runs.advance(view, version, owner, to, json));
  }

  /**
   * @throws IOException if the last renewal of the lease failed: another run may have begun
   */
  public void check() throws IOException {
    keeper.check();
  }

  /**
   * Asks the catalog itself.
   *
   * @throws IOException if another has this run's place
   */
  public void checkHeld() throws IOException {
    patiently(() -> runs.check(view, version, owner));
  }

  /**
   * Takes a step that needs HBase, on this thread.
   *
   * @throws UnansweredException if nothing was heard of HBase for longer than the lease
   */
  public <T> T patiently(Step<T> step) throws IOException {
    return keeper.patiently(step);
  }

  /** The same of a step that gives nothing back. */
  public void patiently(Action step) throws IOException {
    keeper.patiently(
        () -> {
          step.run();
          return null;
        });
  }

  /** Points the readers to the version, and gives up the lease. */
  public void publish() throws IOException {
    patiently(() -> catalog.publication().publish(view, version, owner));
  }

  /** Gives up the lease of a run that cannot go on, and leaves its state as it is. */
  public void release(Throwable failure) {
    release(catalog, owner, view, failure);
  }

  /** Gives up the lease: the run has ended without a publication. */
  public void release() throws IOException {
    patiently(() -> runs.release(view, owner));
  }

  /** What became of the version once a step failed. */
  public Aftermath aftermath(Throwable failure) {
    return Aftermath.of(failure, catalog, view, version, owner, keeper);
  }

  /**
   * Ends a run that failed, in the catalog if that answers. What cannot be done there is suppressed
   * in the failure, which is what the user must see; the lease then runs out by itself.
   */
  public void fail(Throwable failure) {
    manifest = manifest.failed(RunFailure.line(failure, conf), WayOut.of(failure));
    if (failure instanceof UnansweredException) {
      return; // there is nobody to ask
    }
    try {
      String json = manifest.json();
      patiently(
          () -> {
            if (failure instanceof OvertakenException) {
              // it may have loaded cells after another took back what was there
              var unused = catalog.publication().takeBackAgain(view, version);
              return;
            }
            runs.advance(view, version, owner, VersionState.FAILED, json);
            runs.release(view, owner);
          });
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** The failure of this run, as its user must see it. */
  public IOException failure(Throwable failure) {
    return RunFailure.of(failure, conf, view, version);
  }

  /** How it ended, or has got on. */
  public RunOutcome outcome(VersionState state) {
    return RunOutcome.of(version, state, manifest, staging);
  }

  /** Removes the cells that a gate refused; what is left of them goes with `view clean`. */
  public void dropRefused() {
    try {
      staging.dropOutput();
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn("the refused cells stay in {}", staging.output(), e);
    }
  }

  @Override
  public void close() {
    keeper.close();
  }
}
