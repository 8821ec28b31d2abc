package io.howdah.view;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.BinaryComparator;
import org.apache.hadoop.hbase.filter.QualifierFilter;
import org.apache.hadoop.hbase.util.Bytes;

/** Reads the catalog like {@link Catalog}, and holds no thread while HBase works. */
public final class AsyncCatalog {
  private final AsyncTable<?> table;

  AsyncCatalog(AsyncTable<?> table) {
    this.table = table;
  }

  /** A view's row; empty if there is no such view. */
  public CompletableFuture<Optional<Catalog.Entry>> view(String name) {
    return row(name)
        .thenApply(
            row -> {
              checkFormat(name, row);
              return row.containsKey(Catalog.MODE)
                  ? Optional.of(Catalog.Entry.of(name, row))
                  : Optional.empty();
            });
  }

  /** The same; fails with a {@link CatalogException} if there is no such view. */
  public CompletableFuture<ViewDefinition> existing(String name) {
    return view(name)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found.get().view())
                    : rows("")
                        .thenCompose(
                            rows -> CompletableFuture.failedFuture(Catalog.notFound(name, rows))));
  }

  /** Every view, by name, those too whose rows cannot be read. */
  public CompletableFuture<List<Listed<Catalog.Entry>>> views() {
    return rows("").thenApply(Catalog::listed);
  }

  /** All of it but the runs' manifests, which are long. */
  public CompletableFuture<CatalogRows> all() {
    Scan scan = new Scan();
    scan.setFilter(
        new QualifierFilter(
            CompareOperator.NOT_EQUAL, new BinaryComparator(Bytes.toBytes(Catalog.MANIFEST))));
    return rows(scan).thenApply(CatalogRows::new);
  }

  /** Completes when the catalog has answered, with whatever it did. */
  public CompletableFuture<Void> ping() {
    return table.exists(new Get(CatalogTable.key(Catalog.TABLE))).thenApply(there -> null);
  }

  /** The version that readers see. */
  public CompletableFuture<OptionalLong> published(String view) {
    return row(view)
        .thenApply(
            row -> {
              checkFormat(view, row);
              return new CatalogRow(view, row).time(Catalog.PUBLISHED);
            });
  }

  /** A version, even if its row cannot be read; empty if there is none. */
  public CompletableFuture<Optional<Listed<ViewVersion>>> version(String view, long version) {
    return row(Catalog.key(view, version)).thenApply(row -> Catalog.listed(view, version, row));
  }

  /** Every version that was ever begun, those whose rows cannot be read, then newest first. */
  public CompletableFuture<List<Listed<ViewVersion>>> history(String view) {
    return rows(view + "/").thenApply(rows -> Catalog.history(view, rows));
  }

  /** What every member of the view's streams told last. */
  public CompletableFuture<List<Listed<StreamReport>>> streams(String view) {
    return rows(Streams.prefix(view)).thenApply(Streams::listed);
  }

  private static void checkFormat(String name, Map<String, String> row) {
    try {
      CatalogFormat.check(name, row);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private CompletableFuture<Map<String, String>> row(String key) {
    return table.get(new Get(CatalogTable.key(key))).thenApply(CatalogTable::values);
  }

  private CompletableFuture<Map<String, Map<String, String>>> rows(String prefix) {
    Scan scan = new Scan();
    if (!prefix.isEmpty()) {
      scan.setStartStopRowForPrefixScan(CatalogTable.key(prefix));
    }
    return rows(scan).thenApply(rows -> rows);
  }

  private CompletableFuture<NavigableMap<String, Map<String, String>>> rows(Scan scan) {
    return table
        .scanAll(scan)
        .thenApply(
            results -> {
              NavigableMap<String, Map<String, String>> rows = new TreeMap<>();
              results.forEach(
                  result ->
                      CatalogTable.name(result)
                          .ifPresent(name -> rows.put(name, CatalogTable.values(result))));
              return rows;
            });
  }
}
