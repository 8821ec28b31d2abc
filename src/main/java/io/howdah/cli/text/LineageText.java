package io.howdah.cli.text;

import io.howdah.model.Drift;
import io.howdah.model.Lineage;
import io.howdah.record.Excerpt;
import io.howdah.record.PlainName;
import java.io.PrintStream;
import java.util.Locale;

/** Where an optimised model comes from, in lines like those of {@code model describe}. */
public final class LineageText {
  private LineageText() {}

  public static void print(Lineage lineage, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "made from    %s (sha256 %s)%n",
        shown(lineage.parent()),
        lineage.parentSha256());
    lineage.passes().forEach(pass -> out.printf(Locale.ROOT, "  %s%n", shown(pass)));
    Drift drift = lineage.drift();
    out.printf(
        Locale.ROOT,
        "drift        %s on %,d records (largest difference %.1e, mean %.1e)%n",
        answer(drift),
        drift.records(),
        drift.largest(),
        drift.mean());
  }

  private static String shown(String text) {
    return Excerpt.of(text, PlainName.MOST_OF_DATA);
  }

  private static String answer(Drift drift) {
    if (drift.accuracy().isPresent()) {
      return String.format(
          Locale.ROOT,
          "accuracy %s, was %s",
          OptimizeText.share(drift.accuracy().getAsDouble()),
          OptimizeText.share(drift.parentAccuracy().orElseThrow()));
    }
    return drift.agreement().isPresent()
        ? "agreement " + OptimizeText.share(drift.agreement().getAsDouble())
        : String.format(Locale.ROOT, "relative error %.1e", drift.relativeError().orElseThrow());
  }
}
