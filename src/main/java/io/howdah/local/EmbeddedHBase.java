package io.howdah.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HBase and ZooKeeper in this JVM, on 127.0.0.1 alone, with data in a folder that survive a
 * restart.
 */
public final class EmbeddedHBase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedHBase.class);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 50;

  private final MiniZooKeeperCluster zooKeeper;
  private final LocalHBaseCluster cluster;
  private final Configuration conf;

  private EmbeddedHBase(
      MiniZooKeeperCluster zooKeeper, LocalHBaseCluster cluster, Configuration conf) {
    this.zooKeeper = zooKeeper;
    this.cluster = cluster;
    this.conf = conf;
  }

  /**
   * Starts and waits until HBase can be used.
   *
   * @param data folder of all data; made if absent
   * @param zooKeeperPort to listen on; 0 for any that is free
   * @throws IOException if the port is taken, or HBase is not up within 120 s
   */
  public static EmbeddedHBase start(Path data, int zooKeeperPort, Configuration base)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(data).toAbsolutePath();
    Configuration conf = settings(folder, base);
    MiniZooKeeperCluster zooKeeper = new MiniZooKeeperCluster(conf);
    if (zooKeeperPort > 0) {
      zooKeeper.addClientPort(zooKeeperPort);
    }
    int port = zooKeeper.startup(folder.resolve("zookeeper").toFile());
    if (zooKeeperPort > 0 && port != zooKeeperPort) {
      zooKeeper.shutdown();
      throw new IOException(
          "Cannot start ZooKeeper on port "
              + zooKeeperPort
              + ": it is taken; choose another with --zookeeper-port, or 0 for any");
    }
    conf.setInt("hbase.zookeeper.property.clientPort", port);
    StaleServers.forget(port);
    LocalHBaseCluster cluster = new LocalHBaseCluster(conf, 1);
    cluster.startup();
    EmbeddedHBase started = new EmbeddedHBase(zooKeeper, cluster, conf);
    started.awaitMaster();
    return started;
  }

  private static Configuration settings(Path folder, Configuration base) {
    Configuration conf = HBaseConfiguration.create(base);
    conf.set("fs.defaultFS", "file:///");
    conf.set("hbase.rootdir", folder.resolve("hbase").toUri().toString());
    conf.set("hbase.tmp.dir", folder.resolve("tmp").toString());
    conf.set("hbase.zookeeper.quorum", "127.0.0.1");
    conf.setBoolean("hbase.cluster.distributed", false);
    // the local file system cannot hflush; a WAL entry survives the process all the same
    conf.setBoolean("hbase.unsafe.stream.capability.enforce", false);
    for (String role : new String[] {"master", "regionserver"}) {
      conf.setInt("hbase." + role + ".port", 0);
      conf.setInt("hbase." + role + ".info.port", -1);
      conf.set("hbase." + role + ".ipc.address", "127.0.0.1");
    }
    conf.set("hbase.master.hostname", "127.0.0.1");
    conf.set("hbase.unsafe.regionserver.hostname", "127.0.0.1");
    conf.set("hbase.zookeeper.property.clientPortAddress", "127.0.0.1");
    // one server: nothing to wait for
    conf.setInt("hbase.regionserver.msginterval", 200);
    conf.setLong("hbase.master.start.timeout.localHBaseCluster", LIMIT.toMillis());
    conf.setInt("hbase.master.wait.on.regionservers.interval", 50);
    conf.setInt("hbase.master.wait.on.regionservers.timeout", 500);
    conf.setInt("hbase.master.wait.on.regionservers.mintostart", 1);
    conf.setInt("hbase.master.wait.on.regionservers.maxtostart", 1);
    // by default HBase waits 150 ms twice for more regions to open or close in one call
    conf.setInt("hbase.assignment.dispatch.wait.msec", 5);
    conf.setInt("hbase.procedure.remote.dispatcher.delay.msec", 5);
    conf.setInt("hbase.regionserver.handler.count", 10);
    return conf;
  }

  private void awaitMaster() throws IOException, InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (cluster.getActiveMaster() == null || !cluster.getActiveMaster().isInitialized()) {
      if (System.nanoTime() > limit) {
        logThreads();
        throw new IOException(
            "Failed to start HBase within " + LIMIT.toSeconds() + " s (see the log for threads)");
      }
      Thread.sleep(POLL_MILLIS); // LocalHBaseCluster offers nothing to wait on
    }
  }

  private static void logThreads() {
    for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
      LOG.error("{}", thread);
    }
  }

  /** A copy of the settings with which a client reaches it. */
  public Configuration configuration() {
    return new Configuration(conf);
  }

  /** Whether its servers run; they end by themselves where they cannot write their logs. */
  boolean isAlive() {
    return !cluster.getLiveMasters().isEmpty() && !cluster.getLiveRegionServers().isEmpty();
  }

  public int zooKeeperPort() {
    return zooKeeper.getClientPort();
  }

  @Override
  public void close() throws IOException {
    cluster.shutdown();
    cluster.join();
    zooKeeper.shutdown();
  }
}
