package io.howdah.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;

/**
 * The mini-batch size that a tuning recommends.
 *
 * @param rows empty where it recommends none
 * @param reason where the rows come from, or why the tuning is ignored; empty where there is none
 */
public record TunedSize(OptionalInt rows, String reason) {
  static TunedSize none(String reason) {
    return new TunedSize(OptionalInt.empty(), reason);
  }

  static TunedSize of(Tuning.Entry entry) {
    return new TunedSize(
        OptionalInt.of(entry.batchSize()),
        TuningFile.NAME
            + ", measured "
            + Instant.ofEpochMilli(entry.at()).truncatedTo(ChronoUnit.SECONDS)
            + (entry.measured().cluster() ? " on the cluster" : "")
            + " with "
            + entry.measured().engine()
            + " on "
            + entry.measured().cpu());
  }
}
