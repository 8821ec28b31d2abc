package io.howdah.query;

import java.time.Duration;

/**
 * Bounds of the near cache: rows that a reader keeps in its memory.
 *
 * @param rows at most
 * @param age at most; a publication or an event is seen no later than this
 */
public record NearCacheBounds(long rows, Duration age) {
  public NearCacheBounds {
    if (rows < 1 || age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException(
          "Invalid near cache: " + rows + " rows, " + age + " (must be above 0)");
    }
  }
}
