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
  private static final String SMALL_VIEW = "bench-small";
  private static final String PEER_TABLE = "bench-peer";
  private static final int FEW_ROWS = 10_000;

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

  /** Makes the tables and publishes a first version of the view. */
  static void prepare(BenchData data, BenchServer server) throws Exception {
    try (Connection connection = ConnectionFactory.createConnection(server.configuration())) {
      createTables(connection);
    }
    String classPath = ClassArchive.jars(data.folder(), server.runtime().confFolder());
    score(data, ClassArchive.of(data.folder(), "score", classPath), VIEW, "score-first");
  }

  /** A large input, a small one, and what the rows of the large one cost beyond that. */
  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    BenchData few = data.first(FEW_ROWS);
    Path ready = ready(data);
    Path fewReady = ready(few);
    String classPath = ClassArchive.jars(data.folder(), server.runtime().confFolder());
    ClassArchive ours = ClassArchive.of(data.folder(), "score", classPath);
    ClassArchive theirs = ClassArchive.of(data.folder(), "import", classPath);
    score(few, ours, SMALL_VIEW, "score-few-first");
    importTsv(few, theirs, fewReady, "import-few-first");
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    double[] howdahFew = new double[rounds];
    double[] peerFew = new double[rounds];
    double[] peak = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Metered.Cost whole = score(data, ours, VIEW, "score-" + round);
      howdah[round] = whole.cpuSeconds();
      peak[round] = whole.peakMiB();
      peer[round] = importTsv(data, theirs, ready, "import-" + round).cpuSeconds();
      howdahFew[round] = score(few, ours, SMALL_VIEW, "score-few-" + round).cpuSeconds();
      peerFew[round] = importTsv(few, theirs, fewReady, "import-few-" + round).cpuSeconds();
      System.err.printf(
          "whole job, round %d: %.1f CPU s and %.0f MiB, ImportTsv %.1f CPU s;"
              + " of %,d rows: %.1f and %.1f CPU s%n",
          round + 1,
          howdah[round],
          peak[round],
          peer[round],
          FEW_ROWS,
          howdahFew[round],
          peerFew[round]);
    }
    String against = "CPU s, against ImportTsv with bulk output";
    return List.of(
        new Comparison(
            "whole job, marginal",
            String.format("whole job of %,d rows less one of %,d, ", data.rows(), FEW_ROWS)
                + against,
            less(howdah, howdahFew),
            less(peer, peerFew),
            0.7,
            false),
        new Comparison(
            "whole job, 10,000 rows",
            String.format("whole job of %,d rows, ", FEW_ROWS) + against,
            howdahFew,
            peerFew,
            1.2,
            false),
        new Comparison(
            String.format("whole job of %,d rows, ", data.rows()) + against,
            howdah,
            peer,
            Double.NaN,
            false),
        new Comparison(
            "peak resident set of the whole job in one JVM, MiB", peak, new double[0], 600, false));
  }

  private static Path ready(BenchData data) throws Exception {
    Path ready = data.folder().resolve("ready-" + data.rows() + ".tsv");
    DecodeAndScore.writePredictions(data, ready);
    return ready;
  }

  private static double[] less(double[] one, double[] other) {
    double[] less = one.clone();
    for (int i = 0; i < less.length; i++) {
      less[i] -= other[i];
    }
    return less;
  }

  private static void createTables(Connection connection) throws IOException {
    for (String view : List.of(VIEW, SMALL_VIEW)) {
      new Catalog(connection)
          .create(
              new ViewDefinition(
                  view, "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3),
              BenchData.splits());
    }
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

  private static Metered.Cost score(BenchData data, ClassArchive classes, String view, String name)
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
            view,
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
