package io.howdah.view;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;

/**
 * Writes the speed view of a table: family {@code s} at the events' times. Writing the same events
 * again leaves the same cells, so whoever is not sure that a write arrived repeats it. Of one
 * thread at a time.
 */
public final class SpeedTable implements AutoCloseable {
  private static final byte[] TRUE = bytes("true");

  private final Table table;

  public SpeedTable(Connection connection, ViewDefinition view) throws IOException {
    this.table = connection.getTable(TableName.valueOf(view.name()));
  }

  private record Moment(ByteBuffer key, long time) {}

  /**
   * Writes the events; once it returns, all of them are in HBase. Of several with one key and one
   * time a deletion counts, else the last.
   *
   * @throws IOException if HBase did not take all of them; some may be written
   */
  public void write(List<SpeedEvent> events) throws IOException {
    // HBase gives no order to the mutations of one request
    Map<Moment, SpeedEvent> last = new LinkedHashMap<>();
    for (SpeedEvent event : events) {
      last.merge(
          new Moment(ByteBuffer.wrap(event.key()), event.time()),
          event,
          (before, after) -> before.isDeletion() ? before : after);
    }
    List<Put> puts = new ArrayList<>(last.size());
    for (SpeedEvent event : last.values()) {
      puts.add(put(event));
    }
    table.put(puts);
  }

  private static Put put(SpeedEvent event) throws IOException {
    Put put = new Put(event.key(), event.time());
    if (event.isDeletion()) {
      return put.addColumn(ViewCells.SPEED, bytes(ViewCells.DELETED), TRUE);
    }
    for (Cell cell :
        ViewCells.encode(event.key(), ViewCells.SPEED, event.time(), event.prediction())) {
      put.add(cell);
    }
    return put.addColumn(ViewCells.SPEED, bytes(ViewCells.MODEL), bytes(event.model()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
