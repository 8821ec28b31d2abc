package io.howdah.gate;

/**
 * The limit of a gate: what it may be, and which side of a value it bounds.
 *
 * @param isLeast true where a value must be at least the limit, false where at most
 * @param usual the limit where none is set
 * @param largest limit that may be set; the smallest is 0
 * @param isWhole true where the limit is a whole number
 */
public record Bound(boolean isLeast, double usual, long largest, boolean isWhole) {

  /** At least so many. */
  public static Bound leastCount(long usual) {
    return new Bound(true, usual, Long.MAX_VALUE, true);
  }

  /** At least that share of something. */
  public static Bound leastShare(double usual) {
    return new Bound(true, usual, 1, false);
  }

  /** At most that share of something. */
  public static Bound mostShare(double usual) {
    return new Bound(false, usual, 1, false);
  }

  /** At most that number, which may be above 1. */
  public static Bound most(double usual, long largest) {
    return new Bound(false, usual, largest, false);
  }

  /** True if values are shares, from 0 to 1. */
  public boolean isShare() {
    return !isWhole && largest == 1;
  }

  boolean holds(double limit, double value) {
    return isLeast ? value >= limit : value <= limit;
  }

  String text(double limit) {
    return (isLeast ? "at least " : "at most ") + number(limit);
  }

  /** A limit as it is written: without a decimal point where it is a whole number. */
  Number number(double limit) {
    if (isWhole) {
      return (long) limit;
    }
    return limit;
  }

  /** The default as a setting has it. */
  public String usualText() {
    return usual == Math.rint(usual) ? Long.toString((long) usual) : Double.toString(usual);
  }

  /** Makes sure that a limit is one. */
  void require(String name, double limit) {
    if (!(limit >= 0 && limit <= largest)) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + limit + " (must be between 0 and " + largest + ")");
    }
  }
}
