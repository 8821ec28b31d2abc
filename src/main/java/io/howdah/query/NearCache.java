package io.howdah.query;

import java.time.Duration;

/**
 * Bounds of answers kept in the reader's memory.
 *
 * @param rows at most
 * @param age at most; a publication or an event is seen no later than this
 */
public record NearCache(long rows, Duration age) {
  public NearCache {
    if (rows < 1 || age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException(
          "Invalid near cache: " + rows + " rows, " + age + " (must be above 0)");
    }
  }
}
