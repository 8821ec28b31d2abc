package io.howdah.view;

import java.time.Duration;
import java.time.Instant;

/** Which times a version and an event may have, and which are a mistake. */
public final class PlausibleTime {
  /**
   * How far ahead of this machine's clock a time may be, for clocks differ. One from further in the
   * future would hide whatever happens until then.
   */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** What to do with times that look like seconds. */
  public static final String IN_SECONDS =
      "the times look like seconds, but must be milliseconds: multiply by 1000";

  // 1973 in milliseconds, the year 5138 in seconds
  private static final long EARLIEST = 100_000_000_000L;

  private PlausibleTime() {}

  /** True of a time that a clock which was set may have told. */
  public static boolean isOfAClock(long time) {
    return time >= EARLIEST;
  }

  /** True of a number that is a time since 1973 in seconds, taken for milliseconds. */
  public static boolean looksLikeSeconds(long time) {
    return time >= EARLIEST / 1000 && time < EARLIEST;
  }

  /**
   * Checks the time up to which an input is said to be complete.
   *
   * @throws IllegalArgumentException if it lies in the future or cannot be meant
   */
  public static void requirePast(long asOf, long now) {
    if (asOf <= 0) {
      throw invalid(asOf, "must be later than " + Instant.EPOCH);
    }
    if (looksLikeSeconds(asOf)) {
      throw invalid(asOf, IN_SECONDS);
    }
    if (isAhead(asOf, now)) {
      throw invalid(asOf, boundAhead() + ": until then it would hide every event");
    }
  }

  private static IllegalArgumentException invalid(long asOf, String why) {
    return new IllegalArgumentException(
        "Invalid as-of time: " + asOf + " (" + Instant.ofEpochMilli(asOf) + "; " + why + ")");
  }

  /** True of a time that is too far in the future. */
  static boolean isAhead(long time, long now) {
    return time > now + MAX_AHEAD.toMillis();
  }

  static String boundAhead() {
    return "must be at most " + MAX_AHEAD.toSeconds() + " s from now";
  }
}
