package io.howdah.bench;

import io.howdah.query.Answer;
import io.howdah.query.ViewReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A thousand keys in one call: merged answers of {@link ViewReader} against the multi-gets of
 * HBase's two clients, of the same keys and families, each first in turn.
 */
final class MultiGet {
  private static final int KEYS = 1_000;
  private static final int CALLS = 60;

  private MultiGet() {}

  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    Configuration conf = server.configuration();
    TableName name = TableName.valueOf(WholeJob.VIEW);
    try (Connection blocking = ConnectionFactory.createConnection(conf);
        AsyncConnection asynchronous = ConnectionFactory.createAsyncConnection(conf).get();
        Table table = blocking.getTable(name);
        ViewReader reader = ViewReader.open(conf, WholeJob.VIEW, ViewReader.Options.standard())) {
      MergedLookup.addEvents(data, blocking);
      AsyncTable<?> asyncTable = asynchronous.getTable(name);
      double[] howdah = new double[rounds];
      double[] get = new double[rounds];
      double[] getAll = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        double[][] millis = new double[3][CALLS];
        SplittableRandom random = new SplittableRandom(round);
        for (int call = 0; call < CALLS; call++) {
          List<String> keys =
              IntStream.range(0, KEYS)
                  .mapToObj(i -> BenchData.key(random.nextInt(data.rows())))
                  .toList();
          List<Callable<Integer>> contestants =
              List.of(
                  () -> (int) reader.lookup(keys).stream().filter(Answer::found).count(),
                  () -> found(List.of(table.get(gets(keys)))),
                  () -> found(asyncTable.getAll(gets(keys)).get()));
          for (int turn = 0; turn < 3; turn++) {
            int who = (call + turn) % 3;
            long begin = System.nanoTime();
            int found = contestants.get(who).call();
            millis[who][call] = (System.nanoTime() - begin) / 1e6;
            if (found != KEYS) {
              throw new IllegalStateException("Cannot find all keys: " + found + " of " + KEYS);
            }
          }
        }
        if (round >= 0) {
          howdah[round] = Comparison.median(millis[0]);
          get[round] = Comparison.median(millis[1]);
          getAll[round] = Comparison.median(millis[2]);
          System.err.printf(
              "multi-get, round %d: %.1f ms, Table.get %.1f, AsyncTable.getAll %.1f%n",
              round + 1, howdah[round], get[round], getAll[round]);
        }
      }
      return List.of(
          new Comparison(
              "1,000 keys merged, p50 in ms, against Table.get", howdah, get, 1.2, false),
          new Comparison("the same against AsyncTable.getAll", howdah, getAll, 1.2, false));
    }
  }

  private static List<Get> gets(List<String> keys) {
    List<Get> gets = new ArrayList<>(keys.size());
    for (String key : keys) {
      gets.add(
          new Get(Bytes.toBytes(key)).addFamily(Bytes.toBytes("b")).addFamily(Bytes.toBytes("s")));
    }
    return gets;
  }

  private static int found(List<Result> results) {
    return (int) results.stream().filter(result -> !result.isEmpty()).count();
  }
}
