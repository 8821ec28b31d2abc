package io.howdah.attack;

import io.howdah.cli.HowdahJvm;
import io.howdah.local.LocalKafka;
import io.howdah.local.LocalRuntime;
import io.howdah.local.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;

/** HBase and a broker, each in a JVM of its own, which die by {@code kill -9} and come back. */
final class Servers implements AutoCloseable {
  private static final long START_LIMIT_SECONDS = 180;

  private final Path data;
  private final HowdahJvm servers;
  private final LocalKafka kafka;
  private final Configuration settings = new Configuration(false);
  private final AtomicInteger changes = new AtomicInteger();
  private volatile Process hbase;

  Servers(Path folder) throws Exception {
    this.data = folder.resolve("local");
    this.servers = new HowdahJvm(folder.resolve("server"), new Configuration(false));
    this.kafka = new LocalKafka(data);
    startHBase(0);
    kafka.start(0);
    new LocalRuntime(data).applyTo(settings);
    settings.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    settings.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    settings.setInt("howdah.run.lease-seconds", 3);
  }

  /** Of whoever uses them. */
  Configuration settings() {
    return settings;
  }

  /** Host and port of the broker, whether it is up or not. */
  String broker() throws IOException {
    return kafka.address().orElseThrow();
  }

  /** Grows whenever HBase dies or comes back: even while it is up. */
  int changes() {
    return changes.get();
  }

  private void startHBase(int port) throws Exception {
    hbase = servers.java(LocalServer.class, data.toString(), Integer.toString(port));
    LocalRuntime runtime = new LocalRuntime(data);
    long begin = System.nanoTime();
    while (runtime.process().filter(process -> process.pid() == hbase.pid()).isEmpty()) {
      if (!hbase.isAlive() || System.nanoTime() - begin > secondsOfNanos(START_LIMIT_SECONDS)) {
        throw new IOException("HBase did not start: " + servers.said());
      }
      Thread.sleep(100); // another process's file: nothing to wait on
    }
  }

  private static long secondsOfNanos(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Kills HBase, and starts it again after a while. */
  void killHBase(long millis) throws Exception {
    changes.incrementAndGet();
    hbase.destroyForcibly().waitFor();
    Thread.sleep(millis);
    startHBase(settings.getInt("hbase.zookeeper.property.clientPort", 0));
    awaitTables();
    changes.incrementAndGet();
  }

  /** HBase gives out its tables some time after it says that it is up. */
  private void awaitTables() throws IOException {
    try (Connection connection =
            ConnectionFactory.createConnection(HBaseConfiguration.create(settings));
        Admin admin = connection.getAdmin()) {
      for (TableName name : admin.listTableNames()) {
        try (Table table = connection.getTable(name);
            ResultScanner rows = table.getScanner(new Scan().setFilter(new KeyOnlyFilter()))) {
          rows.forEach(row -> {}); // of every region
        }
      }
    }
  }

  /** Kills the broker, and starts it again after a while. */
  void killBroker(long millis) throws Exception {
    ProcessHandle broker = kafka.process().orElseThrow();
    broker.destroyForcibly();
    broker.onExit().get(60, TimeUnit.SECONDS);
    Thread.sleep(millis);
    kafka.start(0);
  }

  @Override
  public void close() throws IOException {
    kafka.process().ifPresent(ProcessHandle::destroyForcibly);
    hbase.destroyForcibly();
  }
}
