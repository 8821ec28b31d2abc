package io.howdah.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
  /** Digits of a bucket's edge beyond those that tell it from its neighbour. */
  private static final int SPARE = 1;

  private static final double PLAIN = 1e9;

  private Numbers() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number of things: "1 row", "2,000 rows". */
  public static String counted(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** "0%" of nothing and "100%" of all, and of nothing else. */
  public static String share(double share) {
    double percent = 100 * share;
    if (percent > 0 && percent < 0.05) {
      return "<0.1%";
    }
    if (percent < 100 && percent >= 99.95) {
      return ">99.9%";
    }
    return String.format(
        Locale.ROOT, percent == 100 || percent == 0 ? "%.0f%%" : "%.1f%%", percent);
  }

  static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** With three digits, or as many as it has before the point. */
  static String rate(double number) {
    return String.format(
        Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%,.0f", number);
  }

  /** A few digits, none of them a zero at the end. */
  static String tick(double number) {
    return new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /**
   * An edge of a bucket, with digits enough to tell it from the bucket's other edge.
   *
   * @param width of the bucket
   */
  static String edge(double number, double width) {
    if (!(width > 0)) {
      return tick(number);
    }
    int finest = (int) Math.floor(Math.log10(width)) - SPARE;
    double nearest = Math.abs(number) < width / 1e6 ? 0 : number;
    if (Math.abs(nearest) >= PLAIN || finest < -9) {
      int digits =
          nearest == 0 ? 0 : Math.max(0, (int) Math.floor(Math.log10(Math.abs(nearest))) - finest);
      return String.format(Locale.ROOT, "%." + Math.min(digits, 16) + "e", nearest);
    }
    String text = String.format(Locale.ROOT, "%,." + Math.max(0, -finest) + "f", nearest);
    return text.contains(".") ? text.replaceFirst("0+$", "").replaceFirst("\\.$", "") : text;
  }

  /** The least one, two or five of a power of ten that is not below. */
  static double roundedUp(double number) {
    double power = Math.pow(10, Math.floor(Math.log10(number)));
    double steps = number / power;
    return power * (steps <= 1 ? 1 : steps <= 2 ? 2 : steps <= 5 ? 5 : 10);
  }

  static String millis(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    Duration time = Duration.ofMillis(millis);
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    Duration rounded = Duration.ofSeconds(Math.round(millis / 1000.0));
    return time.toHours() == 0
        ? rounded.toMinutes() + " min " + rounded.toSecondsPart() + " s"
        : String.format(Locale.ROOT, "%,d h %d min", time.toHours(), time.toMinutesPart());
  }

  static String bytes(long bytes) {
    if (bytes < 1024) {
      return count(bytes) + " B";
    }
    double number = bytes;
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    int unit = -1;
    while (number >= 1023.95 && unit < units.length - 1) {
      number /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%,.1f %s", number, units[unit]);
  }
}
