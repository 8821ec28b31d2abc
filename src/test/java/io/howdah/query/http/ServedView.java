package io.howdah.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;

/** A view in the shared HBase, and a server in front of it. */
final class ServedView implements AutoCloseable {
  static final String MANIFEST =
      """
      {"request":{"input":["hdfs:///secret/place"]},"engine":"dl4j","files":[{"path":"x"}],
       "counts":{"recordsRead":41,"predictions":40,"rejects":1,"keysWritten":40},
       "gates":{"min-rows":{"verdict":"passed","passed":true,"text":"40 rows (at least 1)"}},
       "histogram":{"kind":"score","from":0,"to":1,"counts":[0,40],"labels":{"first":40}},
       "millis":{"STAGED":12}}""";

  private static int views;

  final String view = "served-" + ++views;
  final long version = System.currentTimeMillis() - 10_000;
  final Catalog catalog;

  /** Without a published version. */
  ServedView() throws Exception {
    catalog = new Catalog(SharedHBase.connection());
    catalog.create(
        new ViewDefinition(
            view,
            "classification",
            ViewMode.FULL,
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            3),
        new byte[0][]);
  }

  /** Keys k10 to k49, and k12 with an event that is newer. */
  ServedView filled() throws Exception {
    for (int i = 10; i < 50; i++) {
      put("k" + i, "b", version, "first");
    }
    put("k12", "s", version + 1, "event");
    catalog.runs().begin(view, version, "test", Duration.ofMinutes(5), "m:1", MANIFEST);
    catalog.runs().advance(view, version, "test", VersionState.LOADED, MANIFEST);
    catalog.runs().release(view, "test");
    catalog.publication().publishLoaded(view, version);
    return this;
  }

  void put(String key, String family, long time, String label) throws Exception {
    try (Table cells = SharedHBase.connection().getTable(TableName.valueOf(view))) {
      cells.put(
          new Put(key.getBytes(UTF_8), time)
              .addColumn(family.getBytes(UTF_8), "label".getBytes(UTF_8), label.getBytes(UTF_8)));
    }
  }

  /** What a server of the tests is told, unless it is told otherwise. */
  static ServeConfig config() {
    return config(0, 16, Duration.ofSeconds(20), Optional.empty(), Optional.empty());
  }

  static ServeConfig config(
      int port,
      int maxRequests,
      Duration limit,
      Optional<ServeConfig.Tls> tls,
      Optional<String> token) {
    return new ServeConfig(
        InetAddress.getLoopbackAddress(),
        port,
        maxRequests,
        1_000,
        64 * 1024,
        limit,
        Optional.empty(),
        tls,
        token,
        Set.of());
  }

  static HttpServer serve(ServeConfig config) throws Exception {
    return HttpServer.start(config, SharedHBase.configuration(), Clock.systemUTC());
  }

  @Override
  public void close() throws IOException {
    catalog.drop(view);
  }
}
