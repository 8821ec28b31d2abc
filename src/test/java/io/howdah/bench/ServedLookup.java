package io.howdah.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * {@code howdah serve} in a JVM of its own, asked over connections that stay open, against a Get of
 * the same row and families: one client by turns, then eight clients for some seconds each.
 */
final class ServedLookup {
  private static final int LOOKUPS = 10_000;
  private static final int CLIENTS = 8;
  private static final int SECONDS = 5;
  private static final int START_LIMIT_SECONDS = 60;
  private static final Pattern ADDRESS = Pattern.compile("serving at (http://[0-9.:]+)");

  private ServedLookup() {}

  /** One client's way to ask for a row. */
  private interface Client extends AutoCloseable {
    boolean isFound(String key) throws IOException;

    @Override
    void close() throws IOException;
  }

  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    double[][] howdah = new double[3][rounds];
    double[][] peer = new double[3][rounds];
    try (Connection connection = ConnectionFactory.createConnection(server.configuration());
        BenchJvm serve = start(data, server, List.of("-Xmx1g"))) {
      MergedLookup.addEvents(data, connection);
      URI address = address(serve);
      Callable<Client> http = () -> client(new LeanHttpClient(address, WholeJob.VIEW));
      Callable<Client> get = () -> client(connection.getTable(TableName.valueOf(WholeJob.VIEW)));
      for (int round = -1; round < rounds; round++) {
        double[] ours = new double[LOOKUPS];
        double[] theirs = new double[LOOKUPS];
        byTurns(data, round, List.of(http, get), List.of(ours, theirs));
        double ourRows = rowsPerSecond(data, http);
        double theirRows = rowsPerSecond(data, get);
        if (round >= 0) {
          howdah[0][round] = Comparison.percentile(ours, 0.50);
          howdah[1][round] = Comparison.percentile(ours, 0.99);
          howdah[2][round] = ourRows;
          peer[0][round] = Comparison.percentile(theirs, 0.50);
          peer[1][round] = Comparison.percentile(theirs, 0.99);
          peer[2][round] = theirRows;
          System.err.printf(
              "served lookup, round %d: p50 %.0f µs, p99 %.0f, %,.0f rows/s; "
                  + "Get %.0f, %.0f, %,.0f rows/s%n",
              round + 1,
              howdah[0][round],
              howdah[1][round],
              ourRows,
              peer[0][round],
              peer[1][round],
              theirRows);
        }
      }
    }
    return List.of(
        new Comparison("lookup over HTTP, p50 in µs, against a Get", howdah[0], peer[0], 2, false),
        new Comparison(
            "lookup over HTTP, p99 in µs, against a Get", howdah[1], peer[1], Double.NaN, false),
        new Comparison(
            "lookup over HTTP, rows/s of 8 clients, against Gets", howdah[2], peer[2], 0.5, true));
  }

  static BenchJvm start(BenchData data, BenchServer server, List<String> jvm) throws IOException {
    return BenchJvm.start(
        data.folder(),
        "serve",
        server.classPath(),
        jvm,
        List.of("io.howdah.cli.Main", "serve", "--port", "0"));
  }

  /** Waits until it serves. */
  static URI address(BenchJvm serve) throws IOException, InterruptedException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
    while (true) {
      Matcher said = ADDRESS.matcher(serve.said());
      if (said.find()) {
        return URI.create(said.group(1));
      }
      if (System.nanoTime() > limit || !serve.process().isAlive()) {
        throw new IOException("Failed to serve; see " + serve.log());
      }
      Thread.sleep(100); // another process's output: nothing to wait on
    }
  }

  private static Client client(LeanHttpClient client) {
    return new Client() {
      @Override
      public boolean isFound(String key) throws IOException {
        return client.isFound(key);
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }

  private static Client client(Table table) {
    return new Client() {
      @Override
      public boolean isFound(String key) throws IOException {
        return !table
            .get(
                new Get(Bytes.toBytes(key))
                    .addFamily(Bytes.toBytes("b"))
                    .addFamily(Bytes.toBytes("s")))
            .isEmpty();
      }

      @Override
      public void close() throws IOException {
        table.close();
      }
    };
  }

  private static void byTurns(
      BenchData data, int seed, List<Callable<Client>> ways, List<double[]> micros)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Client first = ways.get(0).call();
        Client second = ways.get(1).call()) {
      List<Client> clients = List.of(first, second);
      for (int i = 0; i < LOOKUPS; i++) {
        String key = BenchData.key(random.nextInt(data.rows()));
        for (int turn = 0; turn < 2; turn++) {
          int who = (i + turn) % 2;
          long begin = System.nanoTime();
          ask(clients.get(who), key);
          micros.get(who)[i] = (System.nanoTime() - begin) / 1e3;
        }
      }
    }
  }

  private static double rowsPerSecond(BenchData data, Callable<Client> way) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      long begin = System.nanoTime();
      long end = begin + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        counts.add(
            threads.submit(
                () -> {
                  long rows = 0;
                  try (Client client = way.call()) {
                    for (; System.nanoTime() < end; rows++) {
                      ask(client, BenchData.key(random.nextInt(data.rows())));
                    }
                  }
                  return rows;
                }));
      }
      long rows = 0;
      for (Future<Long> count : counts) {
        rows += count.get();
      }
      return rows / ((System.nanoTime() - begin) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void ask(Client client, String key) throws IOException {
    if (!client.isFound(key)) {
      throw new IOException("Cannot find " + key);
    }
  }
}
