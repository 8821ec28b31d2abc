package io.howdah.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How old the rows are that readers see, those that have expired included.
 *
 * @param batchRows rows that the batch view answers
 * @param speedRows rows that an event answers
 * @param oldest as-of time of a row; empty without rows
 * @param newest as-of time of a row; empty without rows
 * @param buckets rows by age, youngest first: together all rows
 * @param now what the rows are now
 * @param before what the same rows will be at the time that was asked for
 */
public record AgeDistribution(
    long batchRows,
    long speedRows,
    Optional<Instant> oldest,
    Optional<Instant> newest,
    List<Bucket> buckets,
    ValidityCounts now,
    Optional<ValidityCounts> before) {
  /**
   * Rows of an age.
   *
   * @param from the least age; the first bucket also holds what is of the future
   * @param to the age that is beyond; empty for the last bucket
   */
  public record Bucket(Duration from, Optional<Duration> to, long rows) {}

  public AgeDistribution {
    buckets = List.copyOf(buckets);
  }

  /** All rows. */
  public long rows() {
    return batchRows + speedRows;
  }
}
