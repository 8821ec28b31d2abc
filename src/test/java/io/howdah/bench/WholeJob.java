package io.howdah.bench;

import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 * LocalJobRunner, four regions, with the flags of {@code bin/howdah} and each with an archive of
 * its classes. A small input tells what starting costs, and the difference what the rows cost.
 */
final class WholeJob {
  static final String VIEW = "bench";
  private static final String PEER_TABLE = "bench-peer";
  private static final int FEW = 10_000;

  /** As bin/howdah starts a command, and a job its mappers. */
  static final List<String> JVM =
      List.of(
          "-Xmx384m",
          "-XX:+UseSerialGC",
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  private WholeJob() {}

  /** Makes both tables and publishes a first version of the view. */
  static void prepare(BenchData data, BenchServer server) throws Exception {
    try (Connection connection = ConnectionFactory.createConnection(server.configuration())) {
      createTables(connection);
    }
    String classPath = ClassArchive.jars(data.folder(), server.runtime().confFolder());
    score(data, ClassArchive.of(data.folder(), "score", classPath), "score-first");
  }

  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    BenchData few = BenchData.make(data.folder().resolve("few"), FEW);
    Path ready = data.folder().resolve("ready.tsv");
    DecodeAndScore.writePredictions(data, ready);
    Path fewReady = few.folder().resolve("ready.tsv");
    DecodeAndScore.writePredictions(few, fewReady);
    String classPath = ClassArchive.jars(data.folder(), server.runtime().confFolder());
    ClassArchive ours = ClassArchive.of(data.folder(), "score", classPath);
    ClassArchive theirs = ClassArchive.of(data.folder(), "import", classPath);
    score(few, ours, "score-few-first");
    importTsv(few, theirs, fewReady, "import-few-first");
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    double[] start = new double[rounds];
    double[] peerStart = new double[rounds];
    double[] rows = new double[rounds];
    double[] peerRows = new double[rounds];
    double[] peak = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Metered.Cost whole = score(data, ours, "score-" + round);
      howdah[round] = whole.cpuSeconds();
      peak[round] = whole.peakMiB();
      peer[round] = importTsv(data, theirs, ready, "import-" + round).cpuSeconds();
      start[round] = score(few, ours, "score-few-" + round).cpuSeconds();
      peerStart[round] = importTsv(few, theirs, fewReady, "import-few-" + round).cpuSeconds();
      rows[round] = howdah[round] - start[round];
      peerRows[round] = peer[round] - peerStart[round];
      System.err.printf(
          "whole job, round %d: %.1f CPU s (%.1f to start) and %.0f MiB, ImportTsv %.1f (%.1f)%n",
          round + 1, howdah[round], start[round], peak[round], peer[round], peerStart[round]);
    }
    return List.of(
        new Comparison(
            "whole job, CPU s, against ImportTsv with bulk output",
            howdah,
            peer,
            Double.NaN,
            false),
        new Comparison(
            "the same of " + FEW + " rows: start-up, CPU s", start, peerStart, 1.2, false),
        new Comparison("the difference: the rows, CPU s", rows, peerRows, 0.7, false),
        new Comparison(
            "peak resident set of the whole job in one JVM, MiB", peak, new double[0], 500, false));
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

  private static Metered.Cost score(BenchData data, ClassArchive classes, String name)
      throws Exception {
    return Metered.run(
        data.folder(),
        name,
        classes.classPath(),
        flags(classes),
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

  private static List<String> flags(ClassArchive classes) {
    return Stream.concat(JVM.stream(), classes.flags().stream()).toList();
  }

  private static Metered.Cost importTsv(
      BenchData data, ClassArchive classes, Path ready, String name) throws Exception {
    Path output = data.folder().resolve("import-output");
    BenchServer.delete(output);
    return Metered.run(
        data.folder(),
        name,
        classes.classPath(),
        flags(classes),
        List.of(
            "org.apache.hadoop.hbase.mapreduce.ImportTsv",
            "-Dhadoop.tmp.dir=" + data.folder().resolve("hadoop"),
            "-Dimporttsv.columns=HBASE_ROW_KEY,b:label,b:score",
            "-Dimporttsv.bulk.output=" + output.toUri(),
            PEER_TABLE,
            ready.toUri().toString()));
  }
}
