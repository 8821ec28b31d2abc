package io.howdah.query;

import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import io.howdah.view.ViewTable;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers by key from both layers: the newer one wins, the batch view at equal times; then its age
 * is judged. One Get a lookup: a publication or a rollback is followed within a second, and at once
 * where a key is not found.
 */
public final class Lookup {
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private final Catalog catalog;
  private final ViewDefinition view;
  private final ViewTable table;
  private final Clock clock;
  private final PublishedVersion published;
  private final Map<Long, String> models = new ConcurrentHashMap<>();

  public Lookup(Catalog catalog, ViewDefinition view, ViewTable table, Clock clock) {
    this.catalog = catalog;
    this.view = view;
    this.table = table;
    this.clock = clock;
    this.published = new PublishedVersion(catalog, view.name(), REFRESH);
  }

  /**
   * Looks one key up in the published version.
   *
   * @throws IOException if nothing is published
   */
  public Answer lookup(String key) throws IOException {
    return lookup(List.of(key)).get(0);
  }

  /** Looks many keys up with one request a region server; answers in the keys' order. */
  public List<Answer> lookup(List<String> keys) throws IOException {
    long version = published.recent();
    List<Answer> answers = lookupAt(keys, version);
    if (answers.stream().anyMatch(answer -> answer.source() == null)) {
      // the version may have been taken back since it was read
      long now = published.now();
      return now == version ? answers : lookupAt(keys, now);
    }
    return answers;
  }

  /** Looks a key up as if that version were published. */
  public Answer lookupAt(String key, long version) throws IOException {
    return lookupAt(List.of(key), version).get(0);
  }

  private List<Answer> lookupAt(List<String> keys, long version) throws IOException {
    List<ViewRow> rows =
        keys.size() == 1
            ? List.of(table.read(bytes(keys.get(0)), version))
            : table.read(keys.stream().map(Lookup::bytes).toList(), version);
    List<Answer> answers = new ArrayList<>(keys.size());
    for (int i = 0; i < rows.size(); i++) {
      answers.add(merge(keys.get(i), version, rows.get(i)));
    }
    return answers;
  }

  private Answer merge(String key, long version, ViewRow row) throws IOException {
    Optional<ViewRow.Layer> speed =
        row.speed()
            .filter(
                event ->
                    row.batch().isEmpty() || event.timestamp() > row.batch().get().timestamp());
    if (speed.isPresent()) {
      Map<String, String> fields = speed.get().fields();
      return judge(
          key, Answer.Source.SPEED, version, fields.getOrDefault("model", ""), speed.get());
    }
    if (row.batch().isPresent()) {
      ViewRow.Layer batch = row.batch().get();
      return judge(key, Answer.Source.BATCH, batch.timestamp(), model(batch.timestamp()), batch);
    }
    return new Answer(
        key, false, null, version, "", 0, Duration.ZERO, false, Map.of(), Optional.empty());
  }

  private Answer judge(
      String key, Answer.Source source, long version, String model, ViewRow.Layer layer) {
    Instant asOf = Instant.ofEpochMilli(layer.timestamp());
    Duration age = Duration.between(asOf, clock.instant());
    Optional<Instant> expired =
        view.expireAfter().map(asOf::plus).filter(end -> !end.isAfter(clock.instant()));
    boolean stale = view.validFor().filter(limit -> age.compareTo(limit) > 0).isPresent();
    return new Answer(
        key,
        expired.isEmpty(),
        source,
        version,
        model,
        layer.timestamp(),
        age,
        stale,
        expired.isEmpty() ? layer.fields() : Map.of(),
        expired);
  }

  private String model(long version) throws IOException {
    String known = models.get(version);
    if (known == null) {
      known = catalog.version(view.name(), version).map(ViewVersion::model).orElse("");
      models.put(version, known);
    }
    return known;
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
