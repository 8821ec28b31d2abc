package io.howdah.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.hbase.TableNotEnabledException;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.RetriesExhaustedException;
import org.apache.hadoop.hbase.client.Scan;

/** Looks keys up as {@link ViewTable} says, and holds no thread while HBase works. */
public final class AsyncViewTable {
  private final AsyncTable<?> table;
  private final ViewMode mode;
  private final AsyncAdmin admin;

  AsyncViewTable(AsyncTable<?> table, ViewMode mode, AsyncAdmin admin) {
    this.table = table;
    this.mode = mode;
    this.admin = admin;
  }

  /** A row and its key. */
  public record Keyed(byte[] key, ViewRow row) {}

  /** What the layers hold of one key, as of a version. */
  public CompletableFuture<ViewRow> read(byte[] key, long version) {
    return explained(table.get(get(key, version))).thenApply(ViewTable::row);
  }

  /** The same for many keys with one request per region server, in the keys' order. */
  public CompletableFuture<List<ViewRow>> read(List<byte[]> keys, long version) {
    List<Get> gets = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      gets.add(get(key, version));
    }
    return explained(table.getAll(gets))
        .thenApply(results -> results.stream().map(ViewTable::row).toList());
  }

  /**
   * Rows in the order of their keys' bytes.
   *
   * @param prefix of the keys; empty for all
   * @param after the key to go on behind; empty to begin with the first
   * @param limit rows at most
   */
  public CompletableFuture<List<Keyed>> scan(byte[] prefix, byte[] after, int limit, long version) {
    Scan scan = new Scan().addFamily(ViewCells.BATCH).addFamily(ViewCells.SPEED);
    if (prefix.length > 0) {
      scan.setStartStopRowForPrefixScan(prefix);
    }
    if (after.length > 0 && java.util.Arrays.compareUnsigned(after, scan.getStartRow()) >= 0) {
      scan.withStartRow(after, false);
    }
    ViewTable.within(mode, scan, version);
    scan.setLimit(limit);
    return explained(table.scanAll(scan))
        .thenApply(
            results ->
                results.stream()
                    .map(result -> new Keyed(result.getRow(), ViewTable.row(result)))
                    .toList());
  }

  /** HBase tries a table that is disabled again and again, and never says that it is disabled. */
  private <T> CompletableFuture<T> explained(CompletableFuture<T> read) {
    return read.exceptionallyCompose(
        failure -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          if (!(cause instanceof RetriesExhaustedException)) {
            return CompletableFuture.failedFuture(cause);
          }
          return admin
              .isTableDisabled(table.getName())
              .exceptionally(unknown -> false)
              .thenCompose(
                  disabled ->
                      CompletableFuture.failedFuture(
                          disabled ? new TableNotEnabledException(table.getName()) : cause));
        });
  }

  private Get get(byte[] key, long version) {
    try {
      return ViewTable.get(mode, key, version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
