package io.howdah.attack;

import io.howdah.query.Lookup;
import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.client.Connection;

/** Asks as a Java program does. */
final class Reader implements AutoCloseable {
  private final Configuration conf;
  private Connection connection;

  Reader(Configuration settings) {
    this.conf = impatient(settings);
  }

  /** For who waits no minutes for HBase: a reader that does checks nothing meanwhile. */
  static Configuration impatient(Configuration settings) {
    Configuration conf = HBaseConfiguration.create(settings);
    conf.setInt("hbase.client.operation.timeout", 5_000);
    conf.setInt("hbase.client.meta.operation.timeout", 5_000);
    conf.setInt("hbase.rpc.timeout", 3_000);
    return conf;
  }

  /**
   * @throws IOException while HBase is away
   */
  Optional<Seen> ask(String key) throws IOException {
    if (connection == null) {
      connection = HBase.connect(conf);
    }
    Catalog catalog = new Catalog(connection);
    ViewDefinition view = catalog.view(Attack.VIEW);
    try (ViewTable table = new ViewTable(connection, view)) {
      return Optional.of(Seen.of(new Lookup(catalog, view, table, Clock.systemUTC()).lookup(key)));
    }
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
  }
}
