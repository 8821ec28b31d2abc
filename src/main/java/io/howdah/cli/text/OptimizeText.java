package io.howdah.cli.text;

import io.howdah.model.Drift;
import io.howdah.optimize.Contender;
import io.howdah.optimize.HalvedSample;
import io.howdah.optimize.Report;
import io.howdah.record.Excerpt;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;

/** What {@code optimize} prints. */
public final class OptimizeText {
  private static final String ROW = "%-8s %-12s %11s %11s %6s %9s %9s %9s %8s  %s%n";

  private OptimizeText() {}

  public static void printSample(HalvedSample sample, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%,d records: %,d calibrate, %,d judge%s%n",
        sample.taken(),
        sample.calibrating().size(),
        sample.judging().size(),
        sample.isLabelled() ? ", by their labels" : "");
    sample
        .rejects()
        .forEach(
            (cause, rejects) ->
                out.printf(
                    Locale.ROOT,
                    "  %,d left out as %s (%s)%n",
                    rejects.count(),
                    cause,
                    shown(rejects.first())));
  }

  public static void print(Report report, PrintStream out) {
    Drift drift = report.parent().drift();
    out.println();
    out.printf(
        Locale.ROOT,
        ROW,
        "VARIANT",
        "ENGINE",
        "BYTES",
        "ROWS/CPU S",
        "SPEED",
        "LARGEST Δ",
        "MEAN Δ",
        drift.agreement().isPresent() ? "AGREEMENT" : "REL ERROR",
        drift.accuracy().isPresent() ? "ACCURACY" : "",
        "");
    print(report.parent(), report, out);
    report.contenders().forEach(contender -> print(contender, report, out));
    report
        .impossible()
        .forEach(
            (variant, why) ->
                out.printf(Locale.ROOT, "%-8s cannot: %s%n", variant.text(), shown(why)));
  }

  private static void print(Contender contender, Report report, PrintStream out) {
    Drift drift = contender.drift();
    String name = contender.engine();
    out.printf(
        Locale.ROOT,
        ROW,
        contender.name(),
        name.lines().findFirst().orElse("").split(" ", 2)[0],
        String.format(Locale.ROOT, "%,d", contender.bytes()),
        String.format(Locale.ROOT, "%,.0f", contender.rowsPerSecond()),
        String.format(
            Locale.ROOT, "%.2f", contender.rowsPerSecond() / report.parent().rowsPerSecond()),
        String.format(Locale.ROOT, "%.1e", drift.largest()),
        String.format(Locale.ROOT, "%.1e", drift.mean()),
        share(drift.agreement().isPresent() ? drift.agreement() : drift.relativeError()),
        share(drift.accuracy()),
        contender.refusal().map(why -> "refused: " + shown(why)).orElse(""));
  }

  /** It may name the model's layers. */
  private static String shown(String text) {
    return Excerpt.of(text, Excerpt.OF_A_MESSAGE);
  }

  private static String share(OptionalDouble share) {
    return share.isPresent() ? share(share.getAsDouble()) : "";
  }

  /** "0.0000" of nothing and "1.0000" of all, and of nothing else. */
  static String share(double share) {
    if (share > 0 && share < 0.00005) {
      return "<0.0001";
    }
    return share < 1 && share >= 0.99995 ? ">0.9999" : String.format(Locale.ROOT, "%.4f", share);
  }
}
