package io.howdah.cli;

import io.howdah.batch.Preflight;
import io.howdah.batch.ScheduledRun;
import io.howdah.batch.ScoreRun;
import io.howdah.cli.options.ScoreOptions;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.ConsoleListener;
import io.howdah.cli.text.PlanText;
import io.howdah.cli.text.RunSummary;
import io.howdah.plan.JobPlan;
import io.howdah.plan.PlanRun;
import io.howdah.report.Numbers;
import io.howdah.report.ReportingListener;
import io.howdah.run.RunOutcome;
import io.howdah.source.KeySample;
import io.howdah.tune.MiniBatchChoice;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code score}: records in, a published view out. */
public final class ScoreCommand implements Command {
  private static final int KEY_SAMPLE = 10_000;

  @Override
  public Usage usage() {
    return ScoreOptions.USAGE;
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    ScoreOptions options = ScoreOptions.of(line, session.settings());
    if (options.doneFlag().isPresent() && options.request().isPresent()) {
      options.doneFlag().get().require(options.request().get().input(), session.conf());
    }
    Optional<MiniBatchChoice> miniBatch = miniBatch(options, session);
    Optional<Preflight> preflight = preflight(options, miniBatch, session);
    if (options.dryRun()) {
      return dryRun(preflight.orElseThrow(), miniBatch.orElseThrow(), options, session);
    }
    return session.withCatalog(
        (catalog, connection) -> {
          ReportingListener listener =
              new ReportingListener(
                  new ConsoleListener(session.err()), session.conf(), catalog, session.err());
          ScoreRun run = new ScoreRun(session.conf(), connection, catalog, owner(), listener);
          RunOutcome outcome =
              preflight.isPresent()
                  ? score(options, preflight.get(), catalog, run, session)
                  : resume(options, run, session);
          Optional<String> report = listener.page(outcome);
          if (options.json()) {
            session.out().println(RunSummary.json(outcome, report));
          } else {
            RunSummary.print(outcome, miniBatch, report, session.out());
          }
          if (outcome.state() == VersionState.PUBLISHED && listener.sawAJob()) {
            StartArchive.asked().ifPresent(StartArchive::leave);
          }
          return outcome.state() == VersionState.REJECTED ? Main.REFUSED : 0;
        });
  }

  private static RunOutcome resume(ScoreOptions options, ScoreRun run, Session session)
      throws IOException {
    long version = options.resume().orElseThrow();
    Optional<RunOutcome> done = run.done(options.view(), version);
    if (done.isPresent()) {
      session.err().println("version " + version + " is published: nothing is left to do");
      return done.get();
    }
    return run.resume(options.view(), version, options.publish());
  }

  private static RunOutcome score(
      ScoreOptions options, Preflight preflight, Catalog catalog, ScoreRun run, Session session)
      throws IOException {
    ScheduledRun scheduled = new ScheduledRun(session.conf(), catalog, run);
    if (options.once()) {
      Optional<RunOutcome> done = scheduled.done(preflight);
      if (done.isPresent()) {
        session.err().println("done before: nothing is left to do (--once)");
        if (!done.get().manifest().request().equals(preflight.manifest().request())) {
          session
              .err()
              .println(
                  "it was published by other gates, labels or overrides than these;"
                      + " it is not judged again");
        }
        return done.get();
      }
    }
    prepareView(options, preflight, catalog, session);
    return options.once()
        ? scheduled.run(preflight, options.publish())
        : run.start(preflight, options.publish());
  }

  private static int dryRun(
      Preflight preflight, MiniBatchChoice miniBatch, ScoreOptions options, Session session)
      throws IOException {
    JobPlan plan =
        PlanRun.of(
                options.request().orElseThrow().withBatchSize(miniBatch.size()),
                session.settings().regions())
            .plan(session.conf());
    if (options.json()) {
      PlanText.printJson(plan, session.out());
      return Main.code(plan);
    }
    RunSummary.printPlan(preflight, miniBatch, session.out());
    PlanText.print(plan, session.out(), session.err());
    session.out().println("nothing was submitted (--dry-run)");
    return Main.code(plan);
  }

  /** Of a new run; one that is resumed goes on with the size that it began with. */
  private static Optional<MiniBatchChoice> miniBatch(ScoreOptions options, Session session)
      throws IOException {
    return options.request().isEmpty()
        ? Optional.empty()
        : Optional.of(
            MiniBatchChoice.of(
                options.request().get().model(), session.settings(), session.conf()));
  }

  private static Optional<Preflight> preflight(
      ScoreOptions options, Optional<MiniBatchChoice> miniBatch, Session session)
      throws UsageException, IOException {
    if (options.request().isEmpty()) {
      return Optional.empty();
    }
    try {
      Preflight preflight =
          Preflight.of(
              session.conf(),
              options.request().get().withBatchSize(miniBatch.orElseThrow().size()),
              System.currentTimeMillis());
      if (!preflight.leftOut().isEmpty()) {
        session.err().println("left out of the input: " + preflight.leftOut());
      }
      return Optional.of(preflight);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static void prepareView(
      ScoreOptions options, Preflight preflight, Catalog catalog, Session session)
      throws IOException {
    String view = options.view();
    String task = preflight.card().task().text();
    if (catalog.find(view).isEmpty() && options.create().isPresent()) {
      byte[][] splits =
          KeySample.splits(preflight.sampleKeys(KEY_SAMPLE), session.settings().regions());
      boolean created =
          catalog.createIfMissing(
              new ViewDefinition(
                  view,
                  task,
                  options.create().get(),
                  Optional.empty(),
                  Optional.empty(),
                  session.settings().retain()),
              splits);
      if (created) {
        session
            .err()
            .println("created view " + view + ", " + Numbers.counted(splits.length + 1, "region"));
      }
    }
    // be it that another run has just made it
    ViewDefinition found =
        catalog
            .find(view)
            .orElseThrow(
                () ->
                    new IOException(
                        "Cannot find view "
                            + view
                            + ": create it with `howdah view create`, or add --create full"));
    refuseAnother(found, task, options.create());
    // at once, not when a run that is in progress has ended
    var unused = catalog.runs().next(view, preflight.asOf());
  }

  private static void refuseAnother(ViewDefinition view, String task, Optional<ViewMode> mode)
      throws IOException {
    if (!view.task().equals(task)) {
      throw new IOException(
          "Cannot score view "
              + view.name()
              + ": it holds "
              + view.task()
              + ", the model is for "
              + task);
    }
    if (mode.isPresent() && mode.get() != view.mode()) {
      throw new IOException(
          "Cannot score view "
              + view.name()
              + " as "
              + mode.get().text()
              + ": it exists and is "
              + view.mode().text()
              + " (leave --create out, or name another view)");
    }
  }

  private static String owner() throws IOException {
    return InetAddress.getLocalHost().getHostName()
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + ManagementFactory.getRuntimeMXBean().getStartTime()
        + "-"
        + System.nanoTime();
  }
}
