package io.howdah.view;

import io.howdah.record.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;

/**
 * The catalog's HBase table as rows of text: names to values, one family.
 *
 * <p>A value that goes is overwritten by an empty one, which counts as none. A delete marker would
 * hide every value that is put within the same millisecond, and a lease that was just taken would
 * be gone (HBase reference guide, "Deletes mask Puts").
 */
final class CatalogTable {
  /** A value that is not there, in the arguments of a change. */
  static final String NONE = "";

  static final byte[] FAMILY = {'c'};

  private final Connection connection;
  private final TableName name;

  CatalogTable(Connection connection, String name) throws IOException {
    this.connection = connection;
    this.name = TableName.valueOf(name);
    try (Admin admin = connection.getAdmin()) {
      if (!admin.tableExists(this.name)) {
        create(admin);
      }
    }
  }

  private void create(Admin admin) throws IOException {
    try {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(name)
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
              .build());
    } catch (TableExistsException e) {
      // another client was faster, and it is the same table
      return;
    }
  }

  /** A row's values by name; empty if there is no such row. */
  Map<String, String> row(String key) throws IOException {
    try (Table table = connection.getTable(name)) {
      return values(table.get(new Get(key(key))));
    }
  }

  /** Every row whose key begins with the prefix. */
  Map<String, Map<String, String>> rows(String prefix) throws IOException {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    Scan scan = new Scan();
    if (!prefix.isEmpty()) {
      scan.setStartStopRowForPrefixScan(key(prefix));
    }
    try (Table table = connection.getTable(name);
        ResultScanner results = table.getScanner(scan)) {
      for (Result result : results) {
        name(result).ifPresent(name -> rows.put(name, values(result)));
      }
    }
    return rows;
  }

  static Map<String, String> values(Result result) {
    Map<String, String> values = new TreeMap<>();
    if (!result.isEmpty()) {
      for (Cell cell : result.rawCells()) {
        if (cell.getValueLength() > 0) {
          values.put(text(CellUtil.cloneQualifier(cell)), text(CellUtil.cloneValue(cell)));
        }
      }
    }
    return values;
  }

  void put(String key, Map<String, String> values) throws IOException {
    try (Table table = connection.getTable(name)) {
      table.put(toPut(key, values));
    }
  }

  /** Writes the row if there is none yet that has the named value. */
  boolean putIfAbsent(String key, String absent, Map<String, String> values) throws IOException {
    try (Table table = connection.getTable(name)) {
      return table
          .checkAndMutate(
              CheckAndMutate.newBuilder(key(key))
                  .ifNotExists(FAMILY, bytes(absent))
                  .build(toPut(key, values)))
          .isSuccess();
    }
  }

  /**
   * Changes one row atomically if every expected value still stands. The row must be there.
   *
   * @param expected values by name; {@link #NONE}: there is none
   * @param values the new values by name; {@link #NONE} for one that goes
   */
  boolean change(String key, Map<String, String> expected, Map<String, String> values)
      throws IOException {
    try (Table table = connection.getTable(name)) {
      return table
          .checkAndMutate(
              CheckAndMutate.newBuilder(key(key))
                  .ifMatches(all(expected))
                  .build(toPut(key, values)))
          .isSuccess();
    }
  }

  /** Changes a row that has such a value, whatever it is; leaves one without it alone. */
  boolean changeWithin(String key, String column, Map<String, String> values) throws IOException {
    SingleColumnValueFilter any =
        new SingleColumnValueFilter(FAMILY, bytes(column), CompareOperator.NOT_EQUAL, bytes(NONE));
    any.setFilterIfMissing(true);
    try (Table table = connection.getTable(name)) {
      return table
          .checkAndMutate(
              CheckAndMutate.newBuilder(key(key)).ifMatches(any).build(toPut(key, values)))
          .isSuccess();
    }
  }

  private static FilterList all(Map<String, String> expected) {
    FilterList all = new FilterList();
    expected.forEach(
        (column, value) -> {
          SingleColumnValueFilter equal =
              new SingleColumnValueFilter(
                  FAMILY, bytes(column), CompareOperator.EQUAL, bytes(value));
          equal.setFilterIfMissing(!value.equals(NONE));
          all.addFilter(equal);
        });
    return all;
  }

  void delete(String key) throws IOException {
    try (Table table = connection.getTable(name)) {
      table.delete(new Delete(key(key)));
    }
  }

  /** Deletes a row if every expected value still stands. */
  boolean delete(String key, Map<String, String> expected) throws IOException {
    try (Table table = connection.getTable(name)) {
      return table
          .checkAndMutate(
              CheckAndMutate.newBuilder(key(key))
                  .ifMatches(all(expected))
                  .build(new Delete(key(key))))
          .isSuccess();
    }
  }

  private static Put toPut(String key, Map<String, String> values) {
    Put put = new Put(key(key));
    values.forEach((column, value) -> put.addColumn(FAMILY, bytes(column), bytes(value)));
    return put;
  }

  Optional<String> value(String key, String column) throws IOException {
    return Optional.ofNullable(row(key).get(column));
  }

  /**
   * A row key.
   *
   * @throws IllegalArgumentException if it is no text: it would be another row's
   */
  static byte[] key(String name) {
    return Utf8.bytes(name)
        .orElseThrow(
            () -> new IllegalArgumentException("Invalid name: " + name + " is not Unicode text"));
  }

  /** The key of a row; empty if it is no text, so not Howdah's. */
  static Optional<String> name(Result row) {
    return Utf8.text(row.getRow(), 0, row.getRow().length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
