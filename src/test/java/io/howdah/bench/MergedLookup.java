package io.howdah.bench;

import io.howdah.query.ViewReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * One lookup that merges both layers against a plain Get of the same row, one after the other on
 * one thread, each first in turn. One row in ten has a fresh prediction in the speed view.
 */
final class MergedLookup {
  private static final int LOOKUPS = 20_000;

  private MergedLookup() {}

  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    try (Connection connection = ConnectionFactory.createConnection(server.configuration());
        Table table = connection.getTable(TableName.valueOf(WholeJob.VIEW));
        ViewReader lookup =
            ViewReader.open(server.configuration(), WholeJob.VIEW, ViewReader.Options.standard())) {
      addEvents(data, connection);
      double[][] howdah = new double[2][rounds];
      double[][] peer = new double[2][rounds];
      for (int round = -1; round < rounds; round++) {
        double[] ours = new double[LOOKUPS];
        double[] theirs = new double[LOOKUPS];
        measure(data, new SplittableRandom(round), lookup, table, ours, theirs);
        if (round >= 0) {
          howdah[0][round] = Comparison.percentile(ours, 0.50);
          howdah[1][round] = Comparison.percentile(ours, 0.99);
          peer[0][round] = Comparison.percentile(theirs, 0.50);
          peer[1][round] = Comparison.percentile(theirs, 0.99);
          System.err.printf(
              "lookup, round %d: p50 %.0f µs and p99 %.0f µs, Get %.0f and %.0f%n",
              round + 1, howdah[0][round], howdah[1][round], peer[0][round], peer[1][round]);
        }
      }
      return List.of(
          new Comparison("merged lookup, p50 in µs, against a Get", howdah[0], peer[0], 1.3, false),
          new Comparison(
              "merged lookup, p99 in µs, against a Get", howdah[1], peer[1], 1.3, false));
    }
  }

  static void addEvents(BenchData data, Connection connection) throws IOException {
    long now = System.currentTimeMillis();
    try (BufferedMutator table = connection.getBufferedMutator(TableName.valueOf(WholeJob.VIEW))) {
      for (int row = 0; row < data.rows(); row += 10) {
        table.mutate(
            new Put(Bytes.toBytes(BenchData.key(row)), now)
                .addColumn(Bytes.toBytes("s"), Bytes.toBytes("label"), Bytes.toBytes("yes"))
                .addColumn(Bytes.toBytes("s"), Bytes.toBytes("model"), Bytes.toBytes("bench:1"))
                .addColumn(Bytes.toBytes("s"), Bytes.toBytes("score"), Bytes.toBytes("0.75")));
      }
    }
  }

  private static void measure(
      BenchData data,
      SplittableRandom random,
      ViewReader lookup,
      Table table,
      double[] ours,
      double[] theirs)
      throws IOException {
    for (int i = 0; i < LOOKUPS; i++) {
      String key = BenchData.key(random.nextInt(data.rows()));
      if (i % 2 == 0) {
        ours[i] = timeLookup(lookup, key);
        theirs[i] = timeGet(table, key);
      } else {
        theirs[i] = timeGet(table, key);
        ours[i] = timeLookup(lookup, key);
      }
    }
  }

  private static double timeLookup(ViewReader lookup, String key) throws IOException {
    long begin = System.nanoTime();
    boolean found = lookup.lookup(key).found();
    long end = System.nanoTime();
    return checked(found, key, begin, end);
  }

  private static double timeGet(Table table, String key) throws IOException {
    long begin = System.nanoTime();
    boolean found = !table.get(new Get(key.getBytes(StandardCharsets.UTF_8))).isEmpty();
    long end = System.nanoTime();
    return checked(found, key, begin, end);
  }

  private static double checked(boolean found, String key, long begin, long end)
      throws IOException {
    if (!found) {
      throw new IOException("Cannot find " + key);
    }
    return (end - begin) / 1e3;
  }
}
