package io.howdah.report;

import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the report of a run written when it ends. */
public final class ReportingListener implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(ReportingListener.class);

  private final RunListener next;
  private final Configuration conf;
  private final Catalog catalog;
  private final PrintStream console;
  private boolean sawAJob;
  private OptionalLong served = OptionalLong.empty();
  private Optional<ReportedVersion.Earlier> earlier = Optional.empty();

  /**
   * @param next hears everything too
   */
  public ReportingListener(
      RunListener next, Configuration conf, Catalog catalog, PrintStream console) {
    this.next = next;
    this.conf = conf;
    this.catalog = catalog;
    this.console = console;
  }

  /** Where the page about that run lies, if there is one. */
  public Optional<String> page(RunOutcome outcome) {
    try {
      return new ReportFolder(conf, outcome.folder()).page();
    } catch (IOException e) {
      LOG.warn("cannot look for the report in {}", outcome.folder(), e);
      return Optional.empty();
    }
  }

  @Override
  public void reached(VersionState state, RunManifest manifest) {
    next.reached(state, manifest);
    if (state == VersionState.RUNNING) {
      look(manifest.request().view());
    }
  }

  /** As the run begins: when it ends because HBase is away, nobody could tell. */
  private void look(String view) {
    try {
      served = catalog.published(view);
      if (served.isPresent()) {
        earlier = ReportedVersions.earlier(catalog, view, served.getAsLong());
      }
    } catch (IOException e) {
      LOG.warn("the report will not compare with the published version", e);
    }
  }

  @Override
  public void progress(JobProgress job) throws IOException {
    sawAJob = true;
    next.progress(job);
  }

  /** False of a run that was done before, or had scored all. */
  public boolean sawAJob() {
    return sawAJob;
  }

  @Override
  public void ended(RunOutcome outcome) {
    next.ended(outcome);
    Optional<String> page =
        new ReportWriter(conf, console)
            .write(
                new ReportedVersion(
                    outcome.manifest().request().view(),
                    outcome.version(),
                    outcome.state(),
                    outcome.manifest(),
                    outcome.state() == VersionState.PUBLISHED
                        ? OptionalLong.of(outcome.version())
                        : served,
                    earlier,
                    outcome.folder()));
    if (outcome.state() == VersionState.FAILED) {
      page.ifPresent(where -> console.println("report " + where));
    }
  }
}
