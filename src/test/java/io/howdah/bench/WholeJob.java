package io.howdah.bench;

import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The whole of {@code howdah score} (preflight, map, shuffle, HFiles, bulk load, read-back,
 * publication) against HBase's own {@code ImportTsv}, which only turns a ready-made file of the
 * same keys, labels and scores into HFiles. CPU seconds of the whole process, both on the
 * LocalJobRunner, four regions.
 */
final class WholeJob {
  static final String VIEW = "bench";
  private static final String PEER_TABLE = "bench-peer";
  private static final List<String> JVM = List.of("-Xmx384m", "-XX:+UseSerialGC");

  private WholeJob() {}

  /** Makes both tables and publishes a first version of the view. */
  static void prepare(BenchData data, BenchServer server) throws Exception {
    try (Connection connection = ConnectionFactory.createConnection(server.configuration())) {
      createTables(connection);
    }
    score(data, server, "score-first");
  }

  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    Path ready = data.folder().resolve("ready.tsv");
    DecodeAndScore.writePredictions(data, ready);
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    double[] peak = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Metered.Cost ours = score(data, server, "score-" + round);
      howdah[round] = ours.cpuSeconds();
      peak[round] = ours.peakMiB();
      peer[round] = importTsv(data, server, ready, "import-" + round).cpuSeconds();
      System.err.printf(
          "whole job, round %d: %.1f CPU s and %.0f MiB, ImportTsv %.1f CPU s%n",
          round + 1, howdah[round], peak[round], peer[round]);
    }
    return List.of(
        new Comparison(
            "whole job, CPU s, against ImportTsv with bulk output", howdah, peer, 1.5, false),
        new Comparison(
            "peak resident set of the whole job in one JVM, MiB", peak, new double[0], 600, false));
  }

  private static void createTables(Connection connection) throws IOException {
    new Catalog(connection)
        .create(
            new ViewDefinition(
                VIEW, "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3),
            BenchData.splits());
    try (Admin admin = connection.getAdmin()) {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(TableName.valueOf(PEER_TABLE))
              .setColumnFamily(
                  ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes("b"))
                      .setBloomFilterType(BloomType.ROW)
                      .build())
              .build(),
          BenchData.splits());
    }
  }

  private static Metered.Cost score(BenchData data, BenchServer server, String name)
      throws Exception {
    return Metered.run(
        data.folder(),
        name,
        server.classPath(),
        JVM,
        List.of(
            "io.howdah.cli.Main",
            "score",
            "-D",
            "howdah.run.staging-dir=" + data.folder().resolve("runs").toUri(),
            "-D",
            "hadoop.tmp.dir=" + data.folder().resolve("hadoop"),
            VIEW,
            "--model",
            data.model().toString(),
            "--input",
            data.csv().toString()));
  }

  private static Metered.Cost importTsv(BenchData data, BenchServer server, Path ready, String name)
      throws Exception {
    Path output = data.folder().resolve("import-output");
    FileSystem.getLocal(server.configuration())
        .delete(new org.apache.hadoop.fs.Path(output.toUri()), true);
    return Metered.run(
        data.folder(),
        name,
        server.classPath(),
        JVM,
        List.of(
            "org.apache.hadoop.hbase.mapreduce.ImportTsv",
            "-Dhadoop.tmp.dir=" + data.folder().resolve("hadoop"),
            "-Dimporttsv.columns=HBASE_ROW_KEY,b:label,b:score",
            "-Dimporttsv.bulk.output=" + output.toUri(),
            PEER_TABLE,
            ready.toUri().toString()));
  }
}
