package io.howdah.batch;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run must hold to be published.
 *
 * @param minRows least number of rows of the view
 * @param maxRejectRatio largest share of the records read that may be rejected, 0 to 1
 * @param maxNonFinite largest share of the records read whose score may be NaN or infinite, 0 to 1
 */
public record Gates(long minRows, double maxRejectRatio, double maxNonFinite) {
  public Gates {
    share("max-reject-ratio", maxRejectRatio);
    share("max-non-finite", maxNonFinite);
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + " (must be between 0 and 1)");
    }
  }

  /** A gate's verdict. */
  public record Verdict(boolean passed, String text) {}

  /** Every gate by name. */
  public Map<String, Verdict> judge(Counts counts) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put(
        "min-rows",
        new Verdict(
            counts.keysWritten() >= minRows,
            counts.keysWritten() + " rows (at least " + minRows + ")"));
    verdicts.put(
        "max-reject-ratio", atMost(counts.rejects(), counts.recordsRead(), maxRejectRatio));
    verdicts.put("max-non-finite", atMost(counts.nonFinite(), counts.recordsRead(), maxNonFinite));
    return verdicts;
  }

  /** The first gate that refuses. */
  public static Optional<String> refusal(Map<String, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        .filter(entry -> !entry.getValue().passed())
        .map(entry -> entry.getKey() + ": " + entry.getValue().text())
        .findFirst();
  }

  private static Verdict atMost(long part, long whole, double limit) {
    double share = whole == 0 ? 0 : (double) part / whole;
    return new Verdict(
        share <= limit,
        String.format(
            Locale.ROOT, "%d of %d records, %.4f (at most %s)", part, whole, share, limit));
  }
}
