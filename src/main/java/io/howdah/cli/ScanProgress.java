package io.howdah.cli;

import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Counts the rows of a long scan before people's eyes; says nothing where no terminal is. */
final class ScanProgress implements AutoCloseable {
  private static final int UNKNOWN = -1;

  private final Optional<ProgressBar> bar;

  ScanProgress(PrintStream console) {
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

  void step() {
    bar.ifPresent(ProgressBar::step);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
