package io.howdah.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/**
 * What servers that were killed left in ZooKeeper: a master and region servers that seem alive
 * until their sessions run out, which takes longer than a new master waits. Nobody but the server
 * that is about to start has used this ZooKeeper since it came up, so whatever is registered is
 * dead.
 */
final class StaleServers {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MASTER = "/hbase/master";
  private static final List<String> FOLDERS = List.of("/hbase/backup-masters", "/hbase/rs");

  private StaleServers() {}

  /** Deletes them from the ZooKeeper of this machine; HBase then recovers their logs at once. */
  static void forget(int port) throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            "127.0.0.1:" + port,
            (int) LIMIT.toMillis(),
            event -> {
              if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    try {
      if (!connected.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("Failed to reach ZooKeeper on port " + port + ", just started");
      }
      deleteAll(client);
    } catch (KeeperException e) {
      throw new IOException("Failed to look into ZooKeeper on port " + port, e);
    } finally {
      client.close();
    }
  }

  private static void deleteAll(ZooKeeper client) throws KeeperException, InterruptedException {
    delete(client, MASTER);
    for (String folder : FOLDERS) {
      if (client.exists(folder, false) != null) {
        for (String server : client.getChildren(folder, false)) {
          delete(client, folder + "/" + server);
        }
      }
    }
  }

  private static void delete(ZooKeeper client, String path)
      throws KeeperException, InterruptedException {
    if (client.exists(path, false) != null) {
      client.delete(path, -1);
    }
  }
}
