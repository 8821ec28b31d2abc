package io.howdah.cli.text;

import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tells people how a run gets on: a progress bar on a terminal, plain lines elsewhere. */
public final class ConsoleListener implements RunListener {
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final PrintStream console;
  private final boolean terminal = isTerminal();
  private final long begin = System.nanoTime();
  private ProgressBar bar;
  private long last = begin;
  private long seen; // when a job was looked at last; 0 where there was none

  public ConsoleListener(PrintStream console) {
    this.console = console;
  }

  /** Whether a person sits there. */
  @SuppressWarnings("SystemConsoleNull") // from Java 22 on bin/howdah asks for the old meaning
  public static boolean isTerminal() {
    return System.console() != null;
  }

  @Override
  public void reached(VersionState state, RunManifest manifest) {
    if (bar != null) {
      bar.stepTo(100);
      bar.close();
      bar = null;
    }
    if (state == VersionState.STAGED && seen != 0 && !terminal) {
      // the last look at a job may have been one of those that nobody was told of
      console.println(line(100, manifest.counts().recordsRead(), seen));
    }
    console.println(state.name().toLowerCase(Locale.ROOT) + " " + manifest.request().view());
  }

  @Override
  public void progress(JobProgress job) throws IOException {
    seen = System.nanoTime();
    Duration pause = terminal ? BETWEEN_STEPS : BETWEEN_LINES;
    if (seen - last < pause.toNanos()) {
      return; // the counters of all tasks are added up for each step
    }
    last = seen;
    long records = job.records();
    double done = job.done();
    if (terminal) {
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName("scoring")
                .setInitialMax(100)
                .setConsumer(new ConsoleProgressBarConsumer(console))
                .build();
      }
      bar.stepTo((long) (done * 100));
      bar.setExtraMessage(rate(records, seen));
    } else {
      // not "100%" before the end
      console.println(line(Math.min(99, (long) (done * 100)), records, seen));
    }
  }

  private String line(long percent, long records, long at) {
    return String.format(Locale.ROOT, "scoring %3d%%  %s", percent, rate(records, at));
  }

  private String rate(long records, long at) {
    return String.format(
        Locale.ROOT, "%,d records, %,.0f records/s", records, records / ((at - begin) / 1e9));
  }
}
