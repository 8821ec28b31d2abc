package io.howdah.run;

import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that a task writes no cells of a run that was given up: on a cluster a job outlives a
 * driver that was killed.
 */
public final class RunWatch {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Catalog catalog;
  private final String view;
  private final long version;
  private long next = System.nanoTime();

  public RunWatch(Catalog catalog, String view, long version) {
    this.catalog = catalog;
    this.view = view;
    this.version = version;
  }

  /**
   * Asks the catalog, at most once per second.
   *
   * @throws OvertakenException if the run does not go on
   */
  public void look() throws IOException {
    long now = System.nanoTime();
    if (now - next >= 0) {
      next = now + EVERY_NANOS;
      check();
    }
  }

  /**
   * Asks once all is written; takes it back if it came too late.
   *
   * @throws OvertakenException if the run does not go on
   */
  public void end() throws IOException {
    var unused = catalog.publication().takeBackAgain(view, version);
    check();
  }

  private void check() throws IOException {
    Optional<ViewVersion> run = catalog.version(view, version);
    if (run.isEmpty() || run.get().state() != VersionState.RUNNING || run.get().retracted()) {
      throw new OvertakenException(
          "Cannot go on to write version "
              + version
              + " of view "
              + view
              + ": its run was given up ("
              + run.map(found -> "it is " + found.state()).orElse("it is gone")
              + ")",
          null);
    }
  }
}
