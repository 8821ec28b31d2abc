package io.howdah.query;

import io.howdah.view.ViewCells;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What a key's cells mean: the newer layer wins, the batch view at equal times; a deletion hides
 * the key; then the answer's age is judged. The specification is view-format.md.
 */
final class LayerMerge {
  private final Validity validity;
  private final Clock clock;

  /** The layer that answers for a key, and what it holds. */
  record Winner(Answer.Source source, ViewRow.Layer layer) {
    Instant asOf() {
      return Instant.ofEpochMilli(layer.timestamp());
    }

    boolean isDeletion() {
      return layer.fields().containsKey(ViewCells.DELETED);
    }
  }

  LayerMerge(ViewDefinition view, Clock clock) {
    this.validity = Validity.of(view);
    this.clock = clock;
  }

  /** The newer layer, the batch view at equal times; empty where neither knows the key. */
  static Optional<Winner> winner(ViewRow row) {
    return row.speed()
        .filter(event -> row.batch().isEmpty() || event.timestamp() > row.batch().get().timestamp())
        .map(event -> new Winner(Answer.Source.SPEED, event))
        .or(() -> row.batch().map(batch -> new Winner(Answer.Source.BATCH, batch)));
  }

  /**
   * Merges the layers of one key.
   *
   * @param published the version in whose time ranges the row was read
   * @param models name and version of the model behind a batch version; empty if unknown
   */
  Answer answer(String key, long published, ViewRow row, LongFunction<String> models) {
    Optional<Winner> winner = winner(row);
    if (winner.isEmpty()) {
      return new Answer(
          key,
          false,
          null,
          published,
          "",
          0,
          Duration.ZERO,
          false,
          false,
          Map.of(),
          Optional.empty());
    }
    if (winner.get().source() == Answer.Source.BATCH) {
      long version = winner.get().layer().timestamp();
      return judge(
          key, winner.get(), version, models.apply(version), winner.get().layer().fields());
    }
    Map<String, String> fields = new TreeMap<>(winner.get().layer().fields());
    String scoredBy = Objects.requireNonNullElse(fields.remove(ViewCells.MODEL), "");
    // a prediction of the same time may lie beside the deletion that hides it
    String model = winner.get().isDeletion() ? "" : scoredBy;
    return judge(key, winner.get(), published, model, fields);
  }

  private Answer judge(
      String key, Winner winner, long version, String model, Map<String, String> fields) {
    Instant now = clock.instant();
    Instant asOf = winner.asOf();
    boolean deleted = winner.isDeletion();
    Optional<Instant> expired = deleted ? Optional.empty() : validity.expiredAt(asOf, now);
    boolean found = !deleted && expired.isEmpty();
    return new Answer(
        key,
        found,
        winner.source(),
        version,
        model,
        winner.layer().timestamp(),
        Validity.age(asOf, now),
        validity.isStale(asOf, now),
        deleted,
        found ? fields : Map.of(),
        expired);
  }
}
