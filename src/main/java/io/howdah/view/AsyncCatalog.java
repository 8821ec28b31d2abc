package io.howdah.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Scan;

/** Reads the catalog like {@link Catalog}, and holds no thread while HBase works. */
public final class AsyncCatalog {
  private final AsyncTable<?> table;

  AsyncCatalog(AsyncTable<?> table) {
    this.table = table;
  }

  /** A view and what is published of it. */
  public record Entry(ViewDefinition view, OptionalLong published) {}

  /** A view's row; empty if there is no such view. */
  public CompletableFuture<Optional<Entry>> view(String name) {
    return row(name).thenApply(row -> entry(name, row));
  }

  /** All views, by name, but those that a newer Howdah wrote. */
  public CompletableFuture<List<Entry>> views() {
    return rows("")
        .thenApply(
            rows ->
                rows.entrySet().stream()
                    .filter(row -> CatalogFormat.isKnown(row.getValue()))
                    .flatMap(row -> entry(row.getKey(), row.getValue()).stream())
                    .toList());
  }

  /** The version that readers see. */
  public CompletableFuture<OptionalLong> published(String view) {
    return row(view)
        .thenApply(
            row -> {
              checkFormat(view, row);
              return published(row);
            });
  }

  public CompletableFuture<Optional<ViewVersion>> version(String view, long version) {
    String key = Catalog.key(view, version);
    return row(key)
        .thenApply(
            row ->
                row.containsKey(Catalog.STATE)
                    ? Optional.of(Catalog.version(view, key, row))
                    : Optional.empty());
  }

  /** Every version that was ever begun, newest first. */
  public CompletableFuture<List<ViewVersion>> versions(String view) {
    return rows(view + "/")
        .thenApply(
            rows -> {
              List<ViewVersion> versions = new ArrayList<>();
              rows.forEach(
                  (key, row) -> {
                    if (row.containsKey(Catalog.STATE)
                        && key.substring(view.length() + 1).matches("[0-9]{1,18}")) {
                      versions.add(Catalog.version(view, key, row));
                    }
                  });
              versions.sort(Comparator.comparingLong(ViewVersion::version).reversed());
              return versions;
            });
  }

  /** What every member of the view's streams told last. */
  public CompletableFuture<List<StreamReport>> streams(String view) {
    return rows(Streams.prefix(view))
        .thenApply(rows -> rows.values().stream().map(StreamReport::of).toList());
  }

  private static Optional<Entry> entry(String name, Map<String, String> row) {
    checkFormat(name, row);
    return row.containsKey(Catalog.MODE)
        ? Optional.of(new Entry(DefinitionText.read(name, row), published(row)))
        : Optional.empty();
  }

  private static void checkFormat(String name, Map<String, String> row) {
    try {
      CatalogFormat.check(name, row);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static OptionalLong published(Map<String, String> row) {
    String version = row.get(Catalog.PUBLISHED);
    return version == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(version));
  }

  private CompletableFuture<Map<String, String>> row(String key) {
    return table.get(new Get(CatalogTable.key(key))).thenApply(CatalogTable::values);
  }

  private CompletableFuture<Map<String, Map<String, String>>> rows(String prefix) {
    Scan scan = new Scan();
    if (!prefix.isEmpty()) {
      scan.setStartStopRowForPrefixScan(CatalogTable.key(prefix));
    }
    return table
        .scanAll(scan)
        .thenApply(
            results -> {
              Map<String, Map<String, String>> rows = new TreeMap<>();
              results.forEach(
                  result ->
                      CatalogTable.name(result)
                          .ifPresent(name -> rows.put(name, CatalogTable.values(result))));
              return rows;
            });
  }
}
