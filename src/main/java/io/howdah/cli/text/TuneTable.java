package io.howdah.cli.text;

import io.howdah.tune.Measured;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The curve of a sweep as a table; the recommended lines carry a star. */
public final class TuneTable {
  private TuneTable() {}

  /** 0 of nothing and 100 of all, and of nothing else. */
  private static long percent(double share) {
    return Math.max(share > 0 ? 1 : 0, Math.min(share < 1 ? 99 : 100, Math.round(100 * share)));
  }

  public static void print(List<Measured> sweep, List<Measured> recommended, PrintStream out) {
    out.println(
        "  ENGINE       THREADS  MINI-BATCH       ROWS/S     P50 MS     P99 MS  PREDICT     MEMORY");
    for (Measured each : sweep) {
      out.printf(
          Locale.ROOT,
          "%s %-12s %7d %,11d %,12.0f %,10.3f %,10.3f %7d%% %,6.1f MiB%n",
          recommended.contains(each) ? "*" : " ",
          each.candidate().engine().text(),
          each.candidate().threads(),
          each.candidate().batchSize(),
          each.rowsPerSecond(),
          each.p50Millis(),
          each.p99Millis(),
          percent(each.predictShare()),
          each.residentBytes() / (double) (1 << 20));
    }
  }
}
