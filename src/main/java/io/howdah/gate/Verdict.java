package io.howdah.gate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What a gate says of a run.
 *
 * @param text what was found, and the limit, for people
 * @param value what was found; null where there was nothing to judge
 * @param limit that the value must keep to
 * @param overridden why the run goes on although this gate refuses; null where nobody said so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(value = "verdict", allowGetters = true)
public record Verdict(boolean passed, String text, Double value, Double limit, String overridden) {

  /** Where there is nothing to compare with; it passes. */
  public static Verdict notJudged(double limit, String why) {
    return new Verdict(true, why, null, limit, null);
  }

  /**
   * The same word for everybody and everywhere: {@code passed}, {@code refused}, {@code overridden}
   * or {@code not judged}.
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

  /** True if it keeps a run from being published. */
  public boolean refuses() {
    return !passed && overridden == null;
  }

  /** The same verdict of a gate that somebody overrode; of no effect on one that passes. */
  Verdict overridden(String reason) {
    return passed ? this : new Verdict(false, text, value, limit, reason);
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
}
