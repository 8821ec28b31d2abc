package io.howdah.view;

import io.howdah.files.MachineFault;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.TableNotEnabledException;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.security.AccessDeniedException;

/** Connects to HBase, and says so soon when it cannot. */
public final class HBase {
  private static final int LIMIT_SECONDS = 25;
  private static final int MOST_CAUSES = 20;

  private HBase() {}

  /**
   * Connects and asks a region server whether there is a catalog.
   *
   * @throws IOException naming the quorum if HBase does not answer within 25 s
   */
  public static Connection connect(Configuration conf) throws IOException {
    return answered(conf, () -> probed(conf));
  }

  /** Regions that a view's table has. */
  public static int regions(Connection connection, String view) throws IOException {
    try (RegionLocator regions = connection.getRegionLocator(TableName.valueOf(view))) {
      return regions.getAllRegionLocations().size();
    }
  }

  /** The same of its asynchronous client. */
  static AsyncConnection connectAsync(Configuration conf) throws IOException {
    return answered(conf, () -> probedAsync(conf));
  }

  private static <T> T answered(Configuration conf, Callable<T> connecting) throws IOException {
    // HBase's own client tries for many minutes, in calls that only an interrupt ends
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "howdah-connect");
              thread.setDaemon(true);
              return thread;
            });
    Future<T> answer = executor.submit(connecting);
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      Optional<String> machine = MachineFault.line(e, conf);
      if (machine.isPresent()) {
        throw new IOException("Cannot connect to HBase: " + machine.get(), e);
      }
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
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * What is to be said of a failure where HBase itself says no more than a table's name, or a page:
   * the table was dropped or disabled behind Howdah's back.
   */
  public static Optional<String> tableProblem(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MOST_CAUSES)
        .flatMap(cause -> missing(cause).stream())
        .findFirst();
  }

  private static Optional<String> missing(Throwable cause) {
    // the message begins with the table's name, with or without more words
    String name = String.valueOf(cause.getMessage()).split("[\\s,]", 2)[0];
    if (cause instanceof TableNotFoundException) {
      return Optional.of(
          "Cannot find the HBase table "
              + name
              + (name.equals(Catalog.TABLE)
                  ? ", the catalog: there are no views yet (make one with: howdah view create), or"
                      + " it"
                  : ": it")
              + " was dropped behind Howdah's back (restore it from a snapshot in the HBase"
              + " shell: restore_snapshot 'SNAPSHOT')");
    }
    return cause instanceof TableNotEnabledException
        ? Optional.of(
            "Cannot read the HBase table "
                + name
                + ": it is disabled (enable it in the HBase shell: enable '"
                + name
                + "')")
        : Optional.empty();
  }

  /**
   * The line with which a failure is told: with what to do, where HBase said no more than that the
   * user has not the rights.
   */
  public static String explained(String line) {
    if (!line.contains(AccessDeniedException.class.getName())) {
      return line;
    }
    // a remote exception's message begins with its class, once or twice
    String reason = line.substring(Math.max(0, line.indexOf("Insufficient")));
    return "HBase refuses: "
        + reason
        + "; have the rights granted, in the HBase shell: grant 'USER', 'RWC', 'VIEW' and"
        + " grant 'USER', 'RW', '"
        + Catalog.TABLE
        + "'";
  }

  private static Connection probed(Configuration conf) throws IOException {
    Connection connection = ConnectionFactory.createConnection(conf);
    try (Admin admin = connection.getAdmin()) {
      // hbase:meta itself would be answered without a call
      var unused = admin.tableExists(TableName.valueOf(Catalog.TABLE));
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static AsyncConnection probedAsync(Configuration conf) throws Exception {
    AsyncConnection connection = ConnectionFactory.createAsyncConnection(conf).get();
    try {
      var unused = connection.getAdmin().tableExists(TableName.valueOf(Catalog.TABLE)).get();
      return connection;
    } catch (ExecutionException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
