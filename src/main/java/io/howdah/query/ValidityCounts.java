package io.howdah.query;

import java.time.Instant;

/**
 * How many rows of a view are what at a time; together they are all rows.
 *
 * @param at the time
 * @param fresh rows that are served and not marked
 * @param stale rows that are served and marked stale
 * @param expired rows that are no longer served
 */
public record ValidityCounts(Instant at, long fresh, long stale, long expired) {
  /** All rows. */
  public long rows() {
    return fresh + stale + expired;
  }

  /** Share of the rows that are marked, 0 to 1; 0 without rows. */
  public double staleShare() {
    return share(stale);
  }

  /** Share of the rows that are not served, 0 to 1; 0 without rows. */
  public double expiredShare() {
    return share(expired);
  }

  /** Share of the rows that are stale or expired, 0 to 1; 0 without rows. */
  public double outdatedShare() {
    return share(stale + expired);
  }

  private double share(long some) {
    return rows() == 0 ? 0 : (double) some / rows();
  }
}
