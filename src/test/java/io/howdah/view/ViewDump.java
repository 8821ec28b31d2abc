package io.howdah.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

/** Everything that a version of a view holds. */
public final class ViewDump {
  private ViewDump() {}

  /** Each cell as {@code key/qualifier/timestamp/value}, in HBase's order. */
  public static List<String> cells(Connection connection, String view, long version)
      throws IOException {
    Scan scan =
        new Scan()
            .addFamily(ViewCells.BATCH)
            .setTimeRange(version, version + 1)
            .readAllVersions()
            .setCaching(1000);
    List<String> cells = new ArrayList<>();
    try (Table table = connection.getTable(TableName.valueOf(view));
        ResultScanner rows = table.getScanner(scan)) {
      for (Result row : rows) {
        for (Cell cell : row.rawCells()) {
          cells.add(
              text(CellUtil.cloneRow(cell))
                  + "/"
                  + text(CellUtil.cloneQualifier(cell))
                  + "/"
                  + cell.getTimestamp()
                  + "/"
                  + text(CellUtil.cloneValue(cell)));
        }
      }
    }
    return cells;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
