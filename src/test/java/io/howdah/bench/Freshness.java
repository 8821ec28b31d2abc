package io.howdah.bench;

import io.howdah.query.Answer;
import io.howdah.query.ViewReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * From the moment that an event is handed to Kafka's producer to the moment that a merged lookup
 * has answered with it: 5,000 events per second, {@code howdah stream} in a JVM of its own, and of
 * every hundred events one whose key is looked up until its answer is there.
 */
final class Freshness {
  private static final String TOPIC = "fresh";
  private static final int EVENTS_PER_SECOND = 5_000;
  private static final int SECONDS = 30;
  private static final int TICKS_PER_SECOND = 100;
  private static final int PROBE_EVERY = 100;
  private static final long BETWEEN_LOOKUPS_MILLIS = 5;
  private static final long LIMIT_SECONDS = 60;

  private Freshness() {}

  /**
   * An event on its way.
   *
   * @param sent epoch milliseconds; the event's time
   * @param nanos when it was sent
   */
  private record Probe(String key, long sent, long nanos) {}

  static List<Comparison> compare(BenchData data, BenchServer server, BenchKafka kafka, int rounds)
      throws Exception {
    kafka.createTopic(TOPIC, 2);
    ExecutorService sending = Executors.newSingleThreadExecutor();
    double[] half = new double[rounds];
    double[] nearlyAll = new double[rounds];
    try (BenchJvm stream = startStream(data, server, kafka, TOPIC, List.of("-Xmx512m"));
        ViewReader reader =
            ViewReader.open(server.configuration(), WholeJob.VIEW, ViewReader.Options.standard());
        KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (int round = -1; round < rounds; round++) {
        // the round that warms up also waits for the stream to start
        double[] millis = measure(data, reader, producer, sending, round < 0 ? 10 : SECONDS);
        if (round >= 0) {
          half[round] = Comparison.percentile(millis, 0.50);
          nearlyAll[round] = Comparison.percentile(millis, 0.99);
          System.err.printf(
              "freshness, round %d: p50 %.0f ms, p99 %.0f ms of %d events%n",
              round + 1, half[round], nearlyAll[round], millis.length);
        }
      }
      if (!stream.process().isAlive()) {
        throw new IOException("Failed to stream; see " + stream.log());
      }
    } finally {
      sending.shutdownNow();
    }
    return List.of(
        new Comparison(
            "event to visible answer at 5,000 events/s, p50 in ms",
            half,
            new double[0],
            1000,
            false),
        new Comparison(
            "event to visible answer at 5,000 events/s, p99 in ms",
            nearlyAll,
            new double[0],
            1000,
            false));
  }

  static BenchJvm startStream(
      BenchData data, BenchServer server, BenchKafka kafka, String topic, List<String> jvm)
      throws IOException {
    List<String> flags = new ArrayList<>(jvm);
    flags.add("-XX:+UseSerialGC");
    return BenchJvm.start(
        data.folder(),
        "stream-" + topic,
        server.classPath(),
        flags,
        List.of(
            "io.howdah.cli.Main",
            "stream",
            WholeJob.VIEW,
            "--topic",
            topic,
            "--bootstrap-servers",
            kafka.address()));
  }

  /** Milliseconds of each probe. */
  private static double[] measure(
      BenchData data,
      ViewReader reader,
      KafkaProducer<byte[], byte[]> producer,
      ExecutorService sending,
      int seconds)
      throws Exception {
    Queue<Probe> sent = new ConcurrentLinkedQueue<>();
    int probes = seconds * EVENTS_PER_SECOND / PROBE_EVERY;
    Future<?> sender =
        sending.submit(
            () -> {
              Pace.keep(
                  TICKS_PER_SECOND,
                  seconds * TICKS_PER_SECOND,
                  tick -> send(data, producer, tick, sent));
              return null;
            });
    double[] millis = new double[probes];
    int visible = 0;
    List<Probe> waiting = new ArrayList<>();
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + LIMIT_SECONDS);
    while (visible < probes) {
      if (System.nanoTime() > limit) {
        throw new IOException("Cannot see " + waiting.size() + " events; see stream-" + TOPIC);
      }
      for (Probe probe = sent.poll(); probe != null; probe = sent.poll()) {
        waiting.add(probe);
      }
      List<Answer> answers = reader.lookup(waiting.stream().map(Probe::key).toList());
      long now = System.nanoTime();
      List<Probe> still = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i).asOf() >= waiting.get(i).sent) {
          millis[visible++] = (now - waiting.get(i).nanos) / 1e6;
        } else {
          still.add(waiting.get(i));
        }
      }
      waiting = still;
      Thread.sleep(BETWEEN_LOOKUPS_MILLIS); // counts against Howdah
    }
    sender.get();
    return millis;
  }

  private static void send(
      BenchData data, KafkaProducer<byte[], byte[]> producer, int tick, Queue<Probe> sent) {
    int events = EVENTS_PER_SECOND / TICKS_PER_SECOND;
    for (int i = tick * events; i < (tick + 1) * events; i++) {
      String key = BenchData.key(i % data.rows());
      byte[] event = BenchData.event(key, i);
      long now = System.currentTimeMillis();
      long nanos = System.nanoTime();
      var unused = producer.send(new ProducerRecord<>(TOPIC, null, now, null, event));
      if (i % PROBE_EVERY == 0) {
        sent.add(new Probe(key, now, nanos));
      }
    }
  }
}
