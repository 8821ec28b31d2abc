package io.howdah.cli.text;

import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Counts the rows of a long scan before people's eyes; says nothing where no terminal is. */
public final class ScanProgress implements AutoCloseable {
  private static final int UNKNOWN = -1;

  private final Optional<ProgressBar> bar;

  public ScanProgress(PrintStream console) {
    this.bar =
        ConsoleListener.isTerminal()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("reading")
                    .setInitialMax(UNKNOWN)
                    .setUnit(" rows", 1)
                    .setConsumer(new ConsoleProgressBarConsumer(console))
                    .build())
            : Optional.empty();
  }

  public void step() {
    bar.ifPresent(ProgressBar::step);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
