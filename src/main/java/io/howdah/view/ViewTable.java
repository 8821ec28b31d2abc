package io.howdah.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Query;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What a version's readers see of a view's table: one Get per key, or a pass over all of them, with
 * a time range per family, so that a half-written version is never seen and store files outside the
 * range are skipped. {@link AsyncViewTable} looks keys up; this one is for runs and commands.
 */
public final class ViewTable implements AutoCloseable {
  private static final int SCANNED = 10_000; // rows per request at most; HBase bounds its bytes

  private final Table table;
  private final ViewMode mode;

  public ViewTable(Connection connection, ViewDefinition view) throws IOException {
    this.table = connection.getTable(TableName.valueOf(view.name()));
    this.mode = view.mode();
  }

  /** What the layers hold of one key, as of a version. */
  public ViewRow read(byte[] key, long version) throws IOException {
    return row(table.get(get(mode, key, version)));
  }

  /**
   * Passes over all rows that a version's readers may see, in the order of their keys. The servers
   * leave the values out (fields are empty), and keep the blocks out of the cache that lookups
   * need.
   */
  public void forEachRow(long version, Consumer<ViewRow> each) throws IOException {
    Scan scan =
        new Scan()
            .addFamily(ViewCells.BATCH)
            .addFamily(ViewCells.SPEED)
            .setFilter(new KeyOnlyFilter())
            .setCaching(SCANNED)
            .setCacheBlocks(false);
    try (ResultScanner rows = table.getScanner(within(mode, scan, version))) {
      for (Result result = rows.next(); result != null; result = rows.next()) {
        each.accept(row(result));
      }
    }
  }

  /** Takes one key's newest event in. */
  public interface EventVisitor {
    void event(byte[] key, long time, boolean deletion) throws IOException;
  }

  /**
   * Passes over the keys with events from a time on, in the order of their keys, and tells the
   * newest of each. Values stay with the servers, as in {@link #forEachRow}.
   *
   * @param from epoch milliseconds
   */
  public void forEachNewestEvent(long from, EventVisitor each) throws IOException {
    Scan scan =
        new Scan()
            .addFamily(ViewCells.SPEED)
            .setColumnFamilyTimeRange(ViewCells.SPEED, from, Long.MAX_VALUE)
            .setFilter(new KeyOnlyFilter())
            .setCaching(SCANNED)
            .setCacheBlocks(false);
    try (ResultScanner rows = table.getScanner(scan)) {
      for (Result result = rows.next(); result != null; result = rows.next()) {
        ViewRow.Layer newest = layer(result, ViewCells.SPEED).orElseThrow();
        each.event(
            result.getRow(), newest.timestamp(), newest.fields().containsKey(ViewCells.DELETED));
      }
    }
  }

  static Get get(ViewMode mode, byte[] key, long version) throws IOException {
    return within(
        mode, new Get(key).addFamily(ViewCells.BATCH).addFamily(ViewCells.SPEED), version);
  }

  /** What a version's readers may see; a scan's ranges are a Get's. */
  static <Q extends Query> Q within(ViewMode mode, Q query, long version) {
    query
        .setColumnFamilyTimeRange(ViewCells.BATCH, mode == ViewMode.FULL ? version : 0, version + 1)
        .setColumnFamilyTimeRange(ViewCells.SPEED, version, Long.MAX_VALUE);
    return query;
  }

  static ViewRow row(Result result) {
    return new ViewRow(layer(result, ViewCells.BATCH), layer(result, ViewCells.SPEED));
  }

  /**
   * The cells of the newest timestamp: an older run's may have had qualifiers that this one lacks.
   */
  private static Optional<ViewRow.Layer> layer(Result result, byte[] family) {
    if (result.isEmpty()) {
      return Optional.empty();
    }
    long newest = Long.MIN_VALUE;
    Map<String, String> fields = new TreeMap<>();
    for (Cell cell : result.rawCells()) {
      if (CellUtil.matchingFamily(cell, family) && cell.getTimestamp() >= newest) {
        if (cell.getTimestamp() > newest) {
          fields.clear();
          newest = cell.getTimestamp();
        }
        fields.put(text(CellUtil.cloneQualifier(cell)), text(CellUtil.cloneValue(cell)));
      }
    }
    return fields.isEmpty() ? Optional.empty() : Optional.of(new ViewRow.Layer(newest, fields));
  }

  /** A row key as HBase's shell reads it in double quotes. */
  public static String shellText(byte[] key) {
    return Bytes.toStringBinary(key).replace("\"", "\\x22").replace("#", "\\x23");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
