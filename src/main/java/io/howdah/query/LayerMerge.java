package io.howdah.query;

import io.howdah.view.ViewCells;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a key's cells mean: the newer layer wins, the batch view at equal times; a deletion hides
 * the key; then the answer's age is judged. The specification is view-format.md.
 */
final class LayerMerge {
  private final ViewDefinition view;
  private final Clock clock;

  /** Tells the model behind a batch version. */
  interface Models {
    /** Name and version of the model; empty if unknown. */
    String of(long version) throws IOException;
  }

  LayerMerge(ViewDefinition view, Clock clock) {
    this.view = view;
    this.clock = clock;
  }

  /**
   * Merges the layers of one key.
   *
   * @param published the version in whose time ranges the row was read
   */
  Answer answer(String key, long published, ViewRow row, Models models) throws IOException {
    Optional<ViewRow.Layer> speed =
        row.speed()
            .filter(
                event ->
                    row.batch().isEmpty() || event.timestamp() > row.batch().get().timestamp());
    if (speed.isPresent()) {
      Map<String, String> fields = new TreeMap<>(speed.get().fields());
      String scoredBy = Objects.requireNonNullElse(fields.remove(ViewCells.MODEL), "");
      // a prediction of the same time may lie beside the deletion that hides it
      String model = fields.containsKey(ViewCells.DELETED) ? "" : scoredBy;
      return judge(
          key,
          Answer.Source.SPEED,
          published,
          model,
          new ViewRow.Layer(speed.get().timestamp(), fields));
    }
    if (row.batch().isPresent()) {
      ViewRow.Layer batch = row.batch().get();
      return judge(
          key, Answer.Source.BATCH, batch.timestamp(), models.of(batch.timestamp()), batch);
    }
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

  private Answer judge(
      String key, Answer.Source source, long version, String model, ViewRow.Layer layer) {
    Instant now = clock.instant();
    Instant asOf = Instant.ofEpochMilli(layer.timestamp());
    Duration age = Duration.between(asOf, now);
    boolean deleted = layer.fields().containsKey(ViewCells.DELETED);
    Optional<Instant> expired =
        view.expireAfter().map(asOf::plus).filter(end -> !deleted && !end.isAfter(now));
    boolean found = !deleted && expired.isEmpty();
    boolean stale = view.validFor().filter(limit -> age.compareTo(limit) > 0).isPresent();
    return new Answer(
        key,
        found,
        source,
        version,
        model,
        layer.timestamp(),
        age,
        stale,
        deleted,
        found ? layer.fields() : Map.of(),
        expired);
  }
}
