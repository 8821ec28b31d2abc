package io.howdah.cli;

import io.howdah.optimize.Measured;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The curve of a sweep as a table; the recommended lines carry a star. */
final class TuneTable {
  private TuneTable() {}

  static void print(List<Measured> sweep, List<Measured> recommended, PrintStream out) {
    out.println(
        "  ENGINE       THREADS  MINI-BATCH       ROWS/S     P50 MS     P99 MS  PREDICT     MEMORY");
    for (Measured each : sweep) {
      out.printf(
          Locale.ROOT,
          "%s %-12s %7d %,11d %,12.0f %,10.3f %,10.3f %7.0f%% %,6.1f MiB%n",
          recommended.contains(each) ? "*" : " ",
          each.candidate().engine().text(),
          each.candidate().threads(),
          each.candidate().batchSize(),
          each.rowsPerSecond(),
          each.p50Millis(),
          each.p99Millis(),
          each.predictShare() * 100,
          each.residentBytes() / (double) (1 << 20));
    }
  }
}
