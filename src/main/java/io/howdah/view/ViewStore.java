package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;
import org.apache.hadoop.hbase.regionserver.BloomType;

/** The HBase tables of views: makes, retracts, drops. */
final class ViewStore {
  private static final int DELETES = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  private final Connection connection;

  ViewStore(Connection connection) {
    this.connection = connection;
  }

  /**
   * @throws org.apache.hadoop.hbase.TableExistsException if there is a table of that name
   */
  void create(ViewDefinition view, byte[][] splits) throws IOException {
    TableDescriptor table =
        TableDescriptorBuilder.newBuilder(TableName.valueOf(view.name()))
            .setColumnFamily(family(ViewCells.BATCH, view))
            .setColumnFamily(family(ViewCells.SPEED, view))
            .build();
    try (Admin admin = connection.getAdmin()) {
      if (splits.length == 0) {
        admin.createTable(table);
      } else {
        admin.createTable(table, splits);
      }
    }
  }

  private static ColumnFamilyDescriptor family(byte[] name, ViewDefinition view) {
    ColumnFamilyDescriptorBuilder family =
        ColumnFamilyDescriptorBuilder.newBuilder(name)
            .setMaxVersions(view.retain() + Publication.SPARE_VERSIONS)
            .setBloomFilterType(BloomType.ROW);
    // twice: an answer that has expired is told from one that never was
    view.expireAfter()
        .ifPresent(
            limit ->
                family.setTimeToLive(
                    (int) Math.min(Integer.MAX_VALUE, 2 * (limit.toSeconds() + 1))));
    return family.build();
  }

  void retract(String view, long version) throws IOException {
    Scan scan =
        new Scan()
            .addFamily(ViewCells.BATCH)
            .setTimestamp(version)
            .setCaching(DELETES)
            .setFilter(new KeyOnlyFilter());
    try (Table table = connection.getTable(TableName.valueOf(view));
        ResultScanner rows = table.getScanner(scan)) {
      List<Delete> deletes = new ArrayList<>();
      for (Result row : rows) {
        deletes.add(new Delete(row.getRow()).addFamilyVersion(ViewCells.BATCH, version));
        if (deletes.size() == DELETES) {
          table.delete(deletes);
          deletes = new ArrayList<>();
        }
      }
      table.delete(deletes);
    }
    try (Admin admin = connection.getAdmin()) {
      // markers in memory would not count in a compaction of the files that they hide
      admin.flush(TableName.valueOf(view));
    }
  }

  boolean exists(String view) throws IOException {
    try (Admin admin = connection.getAdmin()) {
      return admin.tableExists(TableName.valueOf(view));
    }
  }

  /** True if the table is one of a view, and nobody has written to it. */
  boolean isUnused(String view) throws IOException {
    TableName name = TableName.valueOf(view);
    try (Admin admin = connection.getAdmin()) {
      Set<byte[]> families = admin.getDescriptor(name).getColumnFamilyNames();
      if (families.size() != 2
          || !families.contains(ViewCells.BATCH)
          || !families.contains(ViewCells.SPEED)) {
        return false;
      }
      awaitWhole(admin, name);
      if (admin.isTableDisabled(name)) {
        admin.enableTable(name); // its removal was cut off
      }
    }
    try (Table table = connection.getTable(name);
        ResultScanner rows = table.getScanner(new Scan().setLimit(1))) {
      return rows.next() == null;
    }
  }

  void drop(String view) throws IOException {
    TableName name = TableName.valueOf(view);
    try (Admin admin = connection.getAdmin()) {
      if (admin.tableExists(name)) {
        awaitWhole(admin, name);
        if (admin.isTableEnabled(name)) {
          admin.disableTable(name);
        }
        admin.deleteTable(name);
      }
    } catch (TableNotFoundException e) {
      return; // HBase's master did what a client that has died had asked for
    }
  }

  /** HBase's master goes on to make, enable or disable a table whose client has died. */
  private static void awaitWhole(Admin admin, TableName name) throws IOException {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (!admin.isTableEnabled(name) && !admin.isTableDisabled(name)) {
      if (System.nanoTime() > limit) {
        throw new IOException(
            "Cannot change table "
                + name
                + ": HBase has been enabling or disabling it for "
                + PATIENCE.toSeconds()
                + " s; try again when it is done, or see the log of HBase's master");
      }
      try {
        Thread.sleep(POLL_MILLIS); // nothing tells of a table's state
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while waiting for table " + name, e);
      }
    }
  }
}
