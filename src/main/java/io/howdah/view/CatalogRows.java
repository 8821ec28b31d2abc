package io.howdah.view;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Stream;

/** The rows of the catalog as they stood at one moment, without the runs' manifests. */
public final class CatalogRows {
  private final NavigableMap<String, Map<String, String>> rows;
  private final List<Listed<Catalog.Entry>> views;

  CatalogRows(NavigableMap<String, Map<String, String>> rows) {
    this.rows = rows;
    this.views = Catalog.listed(rows);
  }

  /** Every view, by name, those too whose rows cannot be read. */
  public List<Listed<Catalog.Entry>> views() {
    return views;
  }

  /** What every member of the view's streams told last. */
  public List<Listed<StreamReport>> streams(String view) {
    String prefix = Streams.prefix(view);
    return Streams.listed(rows.subMap(prefix, prefix + Character.MAX_VALUE));
  }

  /** How many rows of views, versions and streams cannot be read. */
  public long unreadable() {
    return Stream.concat(
            views.stream(),
            rows.entrySet().stream().flatMap(row -> below(row.getKey(), row.getValue())))
        .filter(row -> row.value().isEmpty())
        .count();
  }

  /** A version or a stream, be its view there or not; nothing of any other row. */
  private static Stream<Listed<?>> below(String key, Map<String, String> row) {
    int slash = key.indexOf('/');
    if (slash < 0) {
      return Stream.of();
    }
    String view = key.substring(0, slash);
    if (key.startsWith(Streams.prefix(view))) {
      return Stream.of(Listed.of(key, () -> StreamReport.of(key, row)));
    }
    return row.containsKey(Catalog.STATE)
        ? Stream.of(Listed.of(key, () -> Catalog.version(view, key, row)))
        : Stream.of();
  }
}
