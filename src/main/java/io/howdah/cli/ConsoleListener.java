package io.howdah.cli;

import io.howdah.batch.RunManifest;
import io.howdah.batch.ScoreCounter;
import io.howdah.batch.ScoreRun;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;

/** Tells people how a run gets on: a progress bar on a terminal, plain lines elsewhere. */
final class ConsoleListener implements ScoreRun.Listener {
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final PrintStream console;
  private final boolean terminal = isTerminal();
  private final long begin = System.nanoTime();
  private ProgressBar bar;
  private long last = begin;

  ConsoleListener(PrintStream console) {
    this.console = console;
  }

  /** Whether a person sits there. */
  @SuppressWarnings("SystemConsoleNull") // from Java 22 on bin/howdah asks for the old meaning
  static boolean isTerminal() {
    return System.console() != null;
  }

  @Override
  public void reached(VersionState state, RunManifest manifest) {
    if (bar != null) {
      bar.stepTo(100);
      bar.close();
      bar = null;
    }
    console.println(state.name().toLowerCase(Locale.ROOT) + " " + manifest.request().view());
  }

  @Override
  public void progress(Job job) throws IOException {
    Duration pause = terminal ? BETWEEN_STEPS : BETWEEN_LINES;
    if (System.nanoTime() - last < pause.toNanos()) {
      return; // the counters of all tasks are added up for each step
    }
    last = System.nanoTime();
    Counters counters = job.getCounters();
    long records =
        counters == null ? 0 : counters.findCounter(ScoreCounter.RECORDS_READ).getValue();
    double seconds = (System.nanoTime() - begin) / 1e9;
    float done = (job.mapProgress() + job.reduceProgress()) / 2;
    String rate =
        String.format(Locale.ROOT, "%,d records, %,.0f records/s", records, records / seconds);
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
      bar.setExtraMessage(rate);
    } else {
      // not "100%" before the end
      console.printf(Locale.ROOT, "scoring %3d%%  %s%n", (long) (done * 100), rate);
    }
  }
}
