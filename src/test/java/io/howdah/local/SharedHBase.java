package io.howdah.local;

import io.howdah.query.ViewReader;
import io.howdah.view.AsyncViews;
import io.howdah.view.ViewDefinition;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

/** One real HBase for all tests of a JVM, started by the first that asks. */
public final class SharedHBase {
  private static EmbeddedHBase hbase;
  private static Connection connection;
  private static AsyncViews views;

  private SharedHBase() {}

  /** Settings of a client and of local jobs; a copy. */
  public static synchronized Configuration configuration() throws Exception {
    if (hbase == null) {
      Path folder =
          Files.createTempDirectory(
              Path.of(System.getProperty("howdah.build.directory")), "hbase-");
      Configuration base = new Configuration();
      base.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
      base.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
      // how soon clients look again whether a table is ready
      base.setInt("hbase.client.pause", 20);
      // it ends with the JVM: nobody reads again what closing hundreds of regions would write
      base.setBoolean("hbase.shutdown.hook", false);
      // Hadoop keeps the first: the one of this JVM from now on, but in no settings that leave it
      Configuration first = new Configuration(base);
      first.setClass("fs.file.impl", ForklessFileSystem.class, FileSystem.class);
      FileSystem.get(URI.create("file:///"), first);
      hbase = EmbeddedHBase.start(folder, 0, base);
    }
    return hbase.configuration();
  }

  public static synchronized Connection connection() throws Exception {
    if (connection == null) {
      connection = ConnectionFactory.createConnection(configuration());
    }
    return connection;
  }

  /** What readers of views share. */
  public static synchronized AsyncViews views() throws Exception {
    if (views == null) {
      views = AsyncViews.connect(configuration(), ViewReader.LIMIT);
    }
    return views;
  }

  /** Reads a view; there is no need to close it. */
  public static ViewReader reader(ViewDefinition view) throws Exception {
    return ViewReader.open(views(), view, ViewReader.Options.standard());
  }

  /** Reads it at a time. */
  public static ViewReader reader(ViewDefinition view, Instant now) throws Exception {
    return ViewReader.open(
        views(),
        view,
        new ViewReader.Options(
            ViewReader.REFRESH, Optional.empty(), Clock.fixed(now, ZoneOffset.UTC)));
  }

  /**
   * Empties the catalog of what other classes of tests left, for one that looks at all views there
   * are. Their tables stay.
   */
  public static void forgetViews() throws Exception {
    TableName name = TableName.valueOf("howdah");
    try (Admin admin = connection().getAdmin();
        Table catalog = connection().getTable(name)) {
      if (!admin.tableExists(name)) {
        return; // no class before this one had views
      }
      try (ResultScanner rows = catalog.getScanner(new Scan())) {
        for (Result row : rows) {
          catalog.delete(new Delete(row.getRow()));
        }
      }
    }
  }
}
