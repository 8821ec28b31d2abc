package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;

/**
 * One connection of HBase's asynchronous client, for all views and threads. Every read fails within
 * the time limit when HBase does not answer, and reads go on when HBase is back.
 */
public final class AsyncViews implements AutoCloseable {
  private static final long STATE_MILLIS = 1000; // to ask why a read failed

  private final AsyncConnection connection;
  private final Duration limit;

  private AsyncViews(AsyncConnection connection, Duration limit) {
    this.connection = connection;
    this.limit = limit;
  }

  /**
   * Connects.
   *
   * @param limit of each read, retries included
   * @throws IOException naming the quorum if HBase does not answer
   */
  public static AsyncViews connect(Configuration conf, Duration limit) throws IOException {
    return new AsyncViews(HBase.connectAsync(conf), limit);
  }

  public AsyncCatalog catalog() {
    return new AsyncCatalog(table(Catalog.TABLE));
  }

  public AsyncViewTable table(ViewDefinition view) {
    AsyncAdmin admin =
        connection
            .getAdminBuilder()
            .setOperationTimeout(STATE_MILLIS, TimeUnit.MILLISECONDS)
            .setMaxAttempts(1)
            .build();
    return new AsyncViewTable(table(view.name()), view.mode(), admin);
  }

  private AsyncTable<?> table(String name) {
    return connection
        .getTableBuilder(TableName.valueOf(name))
        .setOperationTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .setScanTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .setReadRpcTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .build();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
