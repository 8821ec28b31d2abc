package io.howdah.batch;

import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.Staging;
import io.howdah.settings.Settings;
import io.howdah.view.Catalog;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that a scheduler asks for, and asks for again when it is in doubt: the same request for the
 * same time, model and files makes one version. What is done stays as it is, what stopped goes on,
 * and what was refused or taken back is scored anew.
 */
public final class ScheduledRun {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduledRun.class);

  private final Configuration conf;
  private final Catalog catalog;
  private final ScoreRun run;

  public ScheduledRun(Configuration conf, Catalog catalog, ScoreRun run) {
    this.conf = conf;
    this.catalog = catalog;
    this.run = run;
  }

  /** How the same run ended, if it was published, be it by other gates or in spite of one. */
  public Optional<RunOutcome> done(Preflight preflight) throws IOException {
    String view = preflight.manifest().request().view();
    if (catalog.find(view).isEmpty()) {
      return Optional.empty();
    }
    for (SameRun same : sameRuns(preflight)) {
      Optional<RunOutcome> done = run.done(view, same.version().version());
      if (done.isPresent()) {
        return done;
      }
    }
    return Optional.empty();
  }

  /**
   * Goes on with the same run if it stopped, and begins it otherwise. A driver that died holds its
   * lease for a while; that is waited for.
   *
   * @throws IOException if a run of the view is still alive after that, or the run fails
   */
  public RunOutcome run(Preflight preflight, boolean publish) throws IOException {
    String view = preflight.manifest().request().view();
    catalog.runs().awaitFree(view, Settings.from(conf).lease());
    for (SameRun same : sameRuns(preflight)) {
      // it would be judged by its own gates
      if (same.version().isResumable()
          && same.manifest().request().equals(preflight.manifest().request())) {
        long version = same.version().version();
        new Staging(conf, view, version).keepInputs(preflight.source().files());
        return run.resume(view, version, publish);
      }
    }
    return run.start(preflight, publish);
  }

  /** A version that a request like the one at hand has made. */
  private record SameRun(ViewVersion version, RunManifest manifest) {}

  /** Newest first. */
  private List<SameRun> sameRuns(Preflight preflight) throws IOException {
    RunManifest asked = preflight.manifest();
    List<SameRun> same = new ArrayList<>();
    for (ViewVersion version : catalog.versions(asked.request().view())) {
      // not by its number: an attempt whose cells were taken back makes the next one take a later
      Optional<RunManifest> manifest = manifest(version);
      if (manifest.isPresent() && manifest.get().scoresTheSame(asked)) {
        same.add(new SameRun(version, manifest.get()));
      }
    }
    return same;
  }

  private static Optional<RunManifest> manifest(ViewVersion version) {
    try {
      return Optional.of(RunManifest.parse(version.manifest()));
    } catch (IOException e) {
      // of another Howdah, or odd: not of this run, whatever else it is
      LOG.warn("version {} of view {} has no manifest", version.version(), version.view(), e);
      return Optional.empty();
    }
  }
}
