package io.howdah.gate;

import java.util.List;
import java.util.Locale;

/**
 * A check that a finished run must pass to be published. A gate is one public class with a public
 * constructor without arguments, and one line in {@code META-INF/services/io.howdah.gate.Gate}: the
 * option, the setting, the lines of reports and the table in gates.md follow from what it says
 * here.
 */
public abstract class Gate {
  private static final String KEYS = "howdah.gate.";

  private final String name;
  private final Bound bound;
  private final String summary;
  private final String refuses;

  /**
   * @param name as options, settings and verdicts have it: {@code max-lost} or {@code min-rows}
   * @param bound which side its limit bounds, the limit's default and its range
   * @param summary of what its limit bounds, for the command's help
   * @param refuses what makes it refuse, as a clause that follows "refuses when"
   */
  protected Gate(String name, Bound bound, String summary, String refuses) {
    if (!name.matches((bound.isLeast() ? "min" : "max") + "(-[a-z]+)+")) {
      throw new IllegalArgumentException(
          "Invalid name of a gate: "
              + name
              + " (must be min- and words with a lower bound, max- and words with an upper one)");
    }
    this.name = name;
    this.bound = bound;
    this.summary = summary;
    this.refuses = refuses;
  }

  public final String name() {
    return name;
  }

  public final Bound bound() {
    return bound;
  }

  public final String summary() {
    return summary;
  }

  public final String refuses() {
    return refuses;
  }

  /** Of the setting that holds its limit. */
  public final String key() {
    return KEYS + name;
  }

  /** Its name in the manifest's request and in workflows: {@code maxLost}. */
  public final String parameter() {
    StringBuilder parameter = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean begins = i > 0 && name.charAt(i - 1) == '-';
      String letter = name.substring(i, i + 1);
      parameter.append(begins ? letter.toUpperCase(Locale.ROOT) : letter.replace("-", ""));
    }
    return parameter.toString();
  }

  /** What tasks must count for it, beside the run's own counts. */
  public List<EvidenceKind<?>> evidence() {
    return List.of();
  }

  /** Judges a finished run. */
  public abstract Verdict judge(double limit, Findings findings);

  /** The verdict of a value, with what was found in words. */
  protected final Verdict verdict(double limit, double value, String found) {
    return new Verdict(
        bound.holds(limit, value), found + " (" + bound.text(limit) + ")", value, limit, null);
  }

  /**
   * The verdict of a part of a whole.
   *
   * @param what the parts are, as in "3 of 10 records"
   */
  protected final Verdict share(double limit, long part, long whole, String what) {
    double share = whole == 0 ? 0 : (double) part / whole;
    return verdict(
        limit, share, part + " of " + whole + " " + what + ", " + Verdict.number(share, limit));
  }
}
