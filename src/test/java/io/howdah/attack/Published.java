package io.howdah.attack;

import io.howdah.view.Catalog;
import io.howdah.view.CatalogException;
import io.howdah.view.HBase;
import io.howdah.view.ViewVersion;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;

/**
 * Which version the catalog names as published, and which it ever named: nobody rolls back here.
 */
final class Published implements Truth.Catalog, AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Configuration conf;
  private final Set<Long> known = ConcurrentHashMap.newKeySet();
  private Connection connection;

  Published(Configuration settings) {
    this.conf = Reader.impatient(settings);
  }

  @Override
  public long now() throws IOException {
    long version = ask(catalog -> catalog.published(Attack.VIEW).orElseThrow());
    known.add(version);
    return version;
  }

  @Override
  public boolean ever(long version) throws IOException {
    if (!known.contains(version) && version != now() && wasPublished(version)) {
      known.add(version);
    }
    return known.contains(version);
  }

  private boolean wasPublished(long version) throws IOException {
    return ask(
        catalog ->
            catalog.version(Attack.VIEW, version).filter(ViewVersion::wasPublished).isPresent());
  }

  private interface Question<T> {
    T of(Catalog catalog) throws IOException;
  }

  /** Waits for HBase where that is away. */
  private synchronized <T> T ask(Question<T> question) throws IOException {
    long limit = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        if (connection == null) {
          connection = HBase.connect(conf);
        }
        return question.of(new Catalog(connection));
      } catch (CatalogException e) {
        throw e;
      } catch (IOException e) {
        if (System.nanoTime() > limit || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
  }
}
