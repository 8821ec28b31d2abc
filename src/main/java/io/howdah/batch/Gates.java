package io.howdah.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a run must hold to be published.
 *
 * @param minRows least number of rows of the view
 * @param maxRejectRatio largest share of the records read that may be rejected, 0 to 1
 * @param maxNonFinite largest share of the records read whose score may be NaN or infinite, 0 to 1
 * @param content limits of what the rows hold; null where only the counts are judged, as an older
 *     Howdah did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gates(
    long minRows, double maxRejectRatio, double maxNonFinite, ContentGates content) {
  private static final String ROWS = "min-rows";
  private static final String REJECTS = "max-reject-ratio";
  private static final String NON_FINITE = "max-non-finite";

  /** Every gate, as verdicts and options name it. */
  public static final List<String> NAMES =
      List.of(
          ROWS,
          REJECTS,
          NON_FINITE,
          ContentGates.MISSING,
          ContentGates.SCORE_PSI,
          ContentGates.LABEL_PSI,
          ContentGates.LOST,
          ContentGates.GAINED,
          ContentGates.AGREEMENT,
          ContentGates.ACCURACY);

  /** Those whose value is no share of something, and may be above 1. */
  private static final Set<String> UNBOUNDED =
      Set.of(ROWS, ContentGates.SCORE_PSI, ContentGates.LABEL_PSI, ContentGates.GAINED);

  public Gates {
    share(REJECTS, maxRejectRatio);
    share(NON_FINITE, maxNonFinite);
  }

  /** True if the gate's value is a share, from 0 to 1. */
  public static boolean isShare(String gate) {
    return !UNBOUNDED.contains(gate);
  }

  /** Limits of the counts alone. */
  public Gates(long minRows, double maxRejectRatio, double maxNonFinite) {
    this(minRows, maxRejectRatio, maxNonFinite, null);
  }

  static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + " (must be between 0 and 1)");
    }
  }

  /**
   * A gate's verdict.
   *
   * @param text what was found, and the limit, for people
   * @param value what was found; null where there was nothing to judge, and in what an older Howdah
   *     wrote
   * @param limit that the value must keep to; null in what an older Howdah wrote
   * @param overridden why the run goes on although this gate refuses; null where nobody said so
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(value = "verdict", allowGetters = true)
  public record Verdict(
      boolean passed, String text, Double value, Double limit, String overridden) {

    static Verdict atMost(double limit, double value, String text) {
      return new Verdict(value <= limit, text, value, limit, null);
    }

    static Verdict atLeast(double limit, double value, String text) {
      return new Verdict(value >= limit, text, value, limit, null);
    }

    /** Where there is nothing to compare with; it passes. */
    static Verdict notJudged(double limit, String why) {
      return new Verdict(true, why, null, limit, null);
    }

    /**
     * What everybody is told, in the same word everywhere: {@code passed}, {@code refused}, {@code
     * overridden} or {@code not judged}.
     */
    @JsonProperty("verdict")
    public String word() {
      if (passed) {
        return value == null && limit != null ? "not judged" : "passed";
      }
      return overridden == null ? "refused" : "overridden";
    }

    /** The same, and for what reason a gate was overridden. */
    public String words() {
      return overridden == null ? word() : word() + " (" + overridden + ")";
    }

    /**
     * The value with four digits behind the point, or as many as it takes to be on its own side of
     * the limit: 0.25004 is not 0.25 where at most 0.25 may be, and one of a million is not 0.
     */
    static String number(double value, double limit) {
      for (int digits = 4; digits < 17; digits++) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        double shown = Double.parseDouble(text);
        if (Double.compare(shown, limit) == Double.compare(value, limit)
            && (shown == 0) == (value == 0)
            && (shown == 1) == (value == 1)) {
          return text;
        }
      }
      return Double.toString(value);
    }

    /** The same verdict of a gate that somebody overrode; of no effect on one that passes. */
    Verdict overridden(String reason) {
      return passed ? this : new Verdict(false, text, value, limit, reason);
    }

    /** True if it keeps a run from being published. */
    public boolean refuses() {
      return !passed && overridden == null;
    }
  }

  /** Every gate of the counts, by name. */
  Map<String, Verdict> judge(Counts counts) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put(
        ROWS,
        new Verdict(
            counts.keysWritten() >= minRows,
            counts.keysWritten()
                + (counts.keysWritten() == 1 ? " row" : " rows")
                + " written (at least "
                + minRows
                + ")",
            (double) counts.keysWritten(),
            (double) minRows,
            null));
    verdicts.put(REJECTS, ofRecords(counts.rejects(), counts.recordsRead(), maxRejectRatio));
    verdicts.put(NON_FINITE, ofRecords(counts.nonFinite(), counts.recordsRead(), maxNonFinite));
    return verdicts;
  }

  private static Verdict ofRecords(long part, long whole, double limit) {
    double share = whole == 0 ? 0 : (double) part / whole;
    return Verdict.atMost(
        limit,
        share,
        String.format(
            Locale.ROOT,
            "%d of %d records, %s (at most %s)",
            part,
            whole,
            Verdict.number(share, limit),
            limit));
  }

  /** What the gates that refuse say; empty where none does. */
  public static Optional<String> refusal(Map<String, Verdict> verdicts) {
    return refusing(verdicts)
        .map(name -> name + ": " + verdicts.get(name).text())
        .reduce((one, other) -> one + "; " + other);
  }

  /**
   * How to publish although gates refuse; empty where none does. It names those that this run
   * overrode too, for they would refuse the next one.
   */
  public static Optional<String> advice(Map<String, Verdict> verdicts) {
    return verdicts.values().stream().noneMatch(Verdict::refuses)
        ? Optional.empty()
        : verdicts.keySet().stream()
            .filter(name -> !verdicts.get(name).passed())
            .map(name -> " --override-gate " + name)
            .reduce(String::concat)
            .map(options -> "to publish all the same, run again with" + options + " --reason TEXT");
  }

  private static Stream<String> refusing(Map<String, Verdict> verdicts) {
    return verdicts.keySet().stream().filter(name -> verdicts.get(name).refuses());
  }
}
