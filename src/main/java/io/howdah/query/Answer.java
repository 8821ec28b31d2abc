package io.howdah.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a lookup says of a key.
 *
 * @param found false if neither layer knows the key, or it was deleted, or its answer has expired
 * @param source the layer that won; null where nothing was found
 * @param version of the batch view behind a batch answer; of the published one otherwise
 * @param model name and version of the model, empty if unknown
 * @param asOf epoch milliseconds of the answer
 * @param age of the answer
 * @param stale true beyond the view's valid-for
 * @param deleted true if a newer event than the batch view's took the key away, at {@code asOf}
 * @param fields values by name: label, score, value, scores, top
 * @param expiredAt when an answer that is no longer served expired
 */
public record Answer(
    String key,
    boolean found,
    Source source,
    long version,
    String model,
    long asOf,
    Duration age,
    boolean stale,
    boolean deleted,
    Map<String, String> fields,
    Optional<Instant> expiredAt) {
  /** The layers. */
  public enum Source {
    BATCH,
    SPEED
  }
}
