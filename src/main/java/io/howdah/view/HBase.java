package io.howdah.view;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;

/** Connects to HBase, and says so soon when it cannot. */
public final class HBase {
  private static final int LIMIT_SECONDS = 25;

  private HBase() {}

  /**
   * Connects and makes one real call.
   *
   * @throws IOException naming the quorum if HBase does not answer within 25 s
   */
  public static Connection connect(Configuration base) throws IOException {
    Configuration conf = new Configuration(base);
    conf.setIfUnset("hbase.client.retries.number", "6");
    Connection connection = ConnectionFactory.createConnection(conf);
    CompletableFuture<Boolean> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try (var admin = connection.getAdmin()) {
                return admin.tableExists(TableName.META_TABLE_NAME);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try {
      var unused = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return connection;
    } catch (TimeoutException | ExecutionException e) {
      connection.abort("unreachable", e);
      throw new IOException(
          "Cannot reach HBase at ZooKeeper quorum "
              + conf.get("hbase.zookeeper.quorum")
              + ", port "
              + conf.get("hbase.zookeeper.property.clientPort")
              + ": is it running? (bin/howdah local start runs one on this machine)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while connecting to HBase", e);
    }
  }
}
