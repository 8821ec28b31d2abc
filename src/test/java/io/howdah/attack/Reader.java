package io.howdah.attack;

import io.howdah.query.ViewReader;
import io.howdah.view.AsyncViews;
import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.client.Connection;

/** Asks as a Java program does. */
final class Reader implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Configuration conf;
  private AsyncViews views;
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
    if (views == null) {
      views = AsyncViews.connect(conf, LIMIT);
    }
    // a new one each time, so that it follows a publication at once
    ViewDefinition view = new Catalog(connection).view(Attack.VIEW);
    try (ViewReader reader = ViewReader.open(views, view, ViewReader.Options.standard())) {
      return Optional.of(Seen.of(reader.lookup(key)));
    }
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
    if (views != null) {
      views.close();
    }
  }
}
