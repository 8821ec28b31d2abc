package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A moment of a run in another JVM at which a test breaks something. */
enum RunMoment {
  /** The job is running and has begun to write. */
  RUNNING,
  STAGED,
  /** The first HFiles are in HBase, the others not yet. */
  LOADING,
  LOADED;

  /** Regions that a run's view must have: the number of its HFiles. */
  static final int REGIONS = 8;

  /** What the catalog says at the moment. */
  VersionState state() {
    return this == LOADING ? VersionState.STAGED : VersionState.valueOf(name());
  }

  /**
   * Waits; nothing holds the run up, so it may be beyond the moment by the time the test acts.
   *
   * @param runs the run's staging folder
   */
  void await(Catalog catalog, Path runs, String view, long version, Process driver)
      throws IOException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!hasCome(catalog.version(view, version), runs.resolve(view + "/" + version))) {
      assertThat(driver.isAlive()).as("driver before %s", this).isTrue();
      assertThat(System.nanoTime()).as("time for %s", this).isLessThan(limit);
      Thread.onSpinWait(); // another process: nothing to wait on, and the moment is short
    }
  }

  private boolean hasCome(Optional<ViewVersion> version, Path folder) throws IOException {
    if (version.isEmpty()) {
      return false;
    }
    VersionState state = version.get().state();
    return switch (this) {
      case RUNNING -> state != VersionState.RUNNING || count(folder, 2, "_temporary") > 0;
      case STAGED -> state != VersionState.RUNNING;
      case LOADING -> state != VersionState.RUNNING && count(folder, 3, "hfiles/b/") < REGIONS;
      case LOADED -> state != VersionState.RUNNING && state != VersionState.STAGED;
    };
  }

  private static long count(Path folder, int depth, String part) throws IOException {
    try (Stream<Path> found = Files.find(folder, depth, (path, attributes) -> true)) {
      return found
          .map(Path::toString)
          .filter(path -> path.contains(part) && !path.endsWith(".crc"))
          .count();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return 0; // moved away while we looked
    }
  }
}
