package io.howdah.query;

import io.howdah.record.RecordKey;
import io.howdah.view.Catalog;
import io.howdah.view.Listed;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewRow;
import io.howdah.view.ViewTable;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers by key from both layers, merged by {@link LayerMerge}. One Get a lookup: a publication or
 * a rollback is followed within a second, and at once where a key is not found.
 */
public final class Lookup {
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private final Catalog catalog;
  private final ViewDefinition view;
  private final ViewTable table;
  private final LayerMerge merge;
  private final PublishedVersion published;
  private final Map<Long, String> models = new ConcurrentHashMap<>();

  public Lookup(Catalog catalog, ViewDefinition view, ViewTable table, Clock clock) {
    this.catalog = catalog;
    this.view = view;
    this.table = table;
    this.merge = new LayerMerge(view, clock);
    this.published = new PublishedVersion(catalog, view.name(), REFRESH);
  }

  /**
   * Looks one key up in the published version.
   *
   * @throws IOException if nothing is published
   * @throws IllegalArgumentException if it can be no key
   */
  public Answer lookup(String key) throws IOException {
    return lookup(List.of(key)).get(0);
  }

  /**
   * Looks many keys up with one request per region server; answers in the keys' order.
   *
   * @throws IllegalArgumentException if a key is empty, over 32,767 bytes or not Unicode text
   */
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

  /**
   * What the batch view alone would answer if that version were published: events that came since
   * do not tell whether its cells arrived.
   */
  public Answer lookupAt(String key, long version) throws IOException {
    ViewRow row = new ViewRow(table.read(RecordKey.bytes(key), version).batch(), Optional.empty());
    return merge.answer(key, version, row, this::model);
  }

  private List<Answer> lookupAt(List<String> keys, long version) throws IOException {
    List<ViewRow> rows =
        keys.size() == 1
            ? List.of(table.read(RecordKey.bytes(keys.get(0)), version))
            : table.read(keys.stream().map(RecordKey::bytes).toList(), version);
    List<Answer> answers = new ArrayList<>(keys.size());
    for (int i = 0; i < rows.size(); i++) {
      answers.add(merge.answer(keys.get(i), version, rows.get(i), this::model));
    }
    return answers;
  }

  private String model(long version) throws IOException {
    String known = models.get(version);
    if (known != null) {
      return known;
    }
    Optional<String> model =
        catalog.listed(view.name(), version).flatMap(Listed::value).map(ViewVersion::model);
    // a row that cannot be read may be repaired: it is looked at again
    model.ifPresent(name -> models.put(version, name));
    return model.orElse("");
  }
}
