package io.howdah.bench;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.Engine;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.RecordScorer;
import io.howdah.predict.Scores;
import io.howdah.record.RecordFormat;
import io.howdah.record.RejectCause;
import io.howdah.speed.Stream;
import io.howdah.speed.StreamConfig;
import io.howdah.speed.StreamStatus;
import io.howdah.speed.Topics;
import io.howdah.view.Catalog;
import io.howdah.view.SpeedTable;
import io.howdah.view.ViewDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.io.Text;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A stream that catches up with a topic, from its first poll to its end, against a bare loop over
 * the same events in memory: the same decoder, predictor and mini-batch, then one {@code
 * Table.put(List)}; no Kafka, no offsets, no dead letters.
 */
final class StreamCatchUp {
  private static final int EVENTS = 200_000;
  private static final int MINI_BATCH = 256;
  private static final String TOPIC = "catch-up";

  private StreamCatchUp() {}

  static List<Comparison> compare(BenchData data, BenchServer server, BenchKafka kafka, int rounds)
      throws Exception {
    List<byte[]> events = send(data, kafka);
    long time = System.currentTimeMillis();
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    try (Connection connection = ConnectionFactory.createConnection(server.configuration())) {
      for (int round = -1; round < rounds; round++) {
        double ours = 0;
        double theirs = 0;
        for (int turn = 0; turn < 2; turn++) {
          if ((round + turn) % 2 == 0) {
            ours = stream(server, connection, kafka, "round-" + round);
          } else {
            theirs = bareLoop(data, connection, events, time);
          }
        }
        if (round >= 0) {
          howdah[round] = ours;
          peer[round] = theirs;
          System.err.printf(
              "catching up, round %d: %,.0f events/s, bare loop %,.0f%n", round + 1, ours, theirs);
        }
      }
    }
    return List.of(
        new Comparison(
            "stream catching up, events/s, against a bare loop of decode + score + Put",
            howdah,
            peer,
            0.6,
            true));
  }

  private static List<byte[]> send(BenchData data, BenchKafka kafka) throws Exception {
    kafka.createTopic(TOPIC, 2);
    List<byte[]> events = new ArrayList<>(EVENTS);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (int i = 0; i < EVENTS; i++) {
        byte[] event = BenchData.event(BenchData.key(i % data.rows()), i);
        events.add(event);
        var unused = producer.send(new ProducerRecord<>(TOPIC, event));
      }
      producer.flush();
    }
    return events;
  }

  /** Events a second. */
  private static double stream(
      BenchServer server, Connection connection, BenchKafka kafka, String group) throws Exception {
    StreamConfig config =
        new StreamConfig(
            WholeJob.VIEW,
            TOPIC,
            TOPIC + "-dead-letters",
            group,
            group,
            kafka.client(),
            RecordFormat.of("json"),
            Optional.empty(),
            false,
            Engine.ND4J,
            MINI_BATCH,
            false,
            Duration.ofMillis(20),
            1 << 20,
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            false,
            true);
    Catalog catalog = new Catalog(connection);
    ViewDefinition view = catalog.view(WholeJob.VIEW);
    Last last = new Last();
    try (SpeedTable table = new SpeedTable(connection, view)) {
      Stream stream =
          Stream.open(
              config,
              catalog,
              view,
              table,
              new Topics(config),
              server.configuration(),
              Clock.systemUTC(),
              last);
      long begin = System.nanoTime();
      stream.run();
      long end = System.nanoTime();
      if (last.status.rows().predictions() != EVENTS) {
        throw new IOException("Invalid benchmark: " + last.status);
      }
      return EVENTS / ((end - begin) / 1e9);
    }
  }

  private static final class Last implements Stream.Listener {
    private StreamStatus status;

    @Override
    public void progress(StreamStatus now) {
      status = now;
    }

    @Override
    public void says(String message) {
      System.err.println(message);
    }
  }

  /** Events a second. */
  private static double bareLoop(
      BenchData data, Connection connection, List<byte[]> events, long time) throws Exception {
    LoadedModel model = ModelLoader.load(data.model().resolve("model.zip"), data.card());
    NativeBackend.singleThread();
    try (Table table = connection.getTable(TableName.valueOf(WholeJob.VIEW));
        Dl4jPredictor predictor = new Dl4jPredictor(model, "dl4j")) {
      Puts puts = new Puts(Interpreter.of(data.card(), false), time);
      RecordScorer<Text> scorer =
          new RecordScorer<>(
              RecordFormat.of("json").decoder(data.card().schema(), List.of()),
              predictor,
              MINI_BATCH,
              BenchData.FEATURES,
              puts);
      Text record = new Text();
      long begin = System.nanoTime();
      for (int i = 0; i < events.size(); i++) {
        record.set(events.get(i));
        scorer.add(record, "", i);
        if (puts.waiting.size() == MINI_BATCH) {
          puts.writeTo(table);
        }
      }
      scorer.flush();
      puts.writeTo(table);
      return events.size() / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private static final class Puts implements MiniBatchScorer.Output {
    private static final byte[] SPEED = Bytes.toBytes("s");
    private static final byte[] LABEL = Bytes.toBytes("label");
    private static final byte[] SCORE = Bytes.toBytes("score");
    private static final byte[] MODEL = Bytes.toBytes("model");
    private static final byte[] NAME = Bytes.toBytes("bench:1");

    private final Interpreter interpreter;
    private final long time;
    private final List<Put> waiting = new ArrayList<>(MINI_BATCH);

    Puts(Interpreter interpreter, long time) {
      this.interpreter = interpreter;
      this.time = time;
    }

    @Override
    public void scored(MiniBatch batch, int row, Scores scores) {
      int start = batch.keyStart(row);
      byte[] key = Arrays.copyOfRange(batch.keys(), start, start + batch.keyLength(row));
      String label = interpreter.labels().get(interpreter.label(scores, row));
      String score = Float.toString(interpreter.score(scores, row));
      waiting.add(
          new Put(key, time)
              .addColumn(SPEED, LABEL, Bytes.toBytes(label))
              .addColumn(SPEED, MODEL, NAME)
              .addColumn(SPEED, SCORE, Bytes.toBytes(score)));
    }

    @Override
    public void rejected(
        RejectCause cause, String message, String source, long offset, ByteBuffer raw)
        throws IOException {
      throw new IOException(message);
    }

    void writeTo(Table table) throws IOException {
      table.put(waiting);
      waiting.clear();
    }
  }
}
