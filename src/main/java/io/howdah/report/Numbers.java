package io.howdah.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String share(double share) {
    double percent = 100 * share;
    return percent > 0 && percent < 0.05
        ? "<0.1%"
        : String.format(
            Locale.ROOT, percent >= 99.95 || percent == 0 ? "%.0f%%" : "%.1f%%", percent);
  }

  static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** With three digits, or as many as it has before the point. */
  static String rate(double number) {
    return String.format(
        Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%,.0f", number);
  }

  /** An edge of a bucket. */
  static String edge(double number) {
    String text = String.format(Locale.ROOT, "%.4g", number);
    return text.contains("e") || !text.contains(".")
        ? text
        : text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  static String millis(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    Duration time = Duration.ofMillis(millis);
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return time.toHours() == 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : String.format(Locale.ROOT, "%,d h %d min", time.toHours(), time.toMinutesPart());
  }

  static String bytes(long bytes) {
    if (bytes < 1024) {
      return count(bytes) + " B";
    }
    double number = bytes;
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    int unit = -1;
    while (number >= 1024 && unit < units.length - 1) {
      number /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%,.1f %s", number, units[unit]);
  }
}
