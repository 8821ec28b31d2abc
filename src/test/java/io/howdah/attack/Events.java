package io.howdah.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.local.SharedKafka;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends events: predictions, deletions, late ones, and some that cannot be scored. */
public final class Events implements AutoCloseable {
  /** The others never get any: what they answer comes from the runs alone. */
  private static final int KEYS_WITH_EVENTS = Truth.KEYS * 2 / 3;

  private static final int TOGETHER = 10;
  private static final int LIMIT_SECONDS = 180;
  private static final int LATE_MILLIS = 20_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Truth truth;
  private final SimulatedClock clock;
  private final Findings findings;
  private final Set<String> bad = new HashSet<>();

  Events(String broker, Truth truth, SimulatedClock clock, Findings findings) {
    this.producer = SharedKafka.producer(broker);
    this.truth = truth;
    this.clock = clock;
    this.findings = findings;
  }

  /** Sends some, and waits until the broker has them. */
  void some(Random random) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      String key = key(random);
      long time = clock.event();
      if (random.nextInt(10) == 0) {
        time -= 2L * random.nextInt(LATE_MILLIS / 2);
      }
      int kind = random.nextInt(20);
      if (kind == 0) {
        RecordMetadata at =
            producer
                .send(record(key, time, "not an event".getBytes(UTF_8)))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        bad.add(at.partition() + "/" + at.offset());
        findings.count("events that cannot be scored");
        continue;
      }
      String features = kind < 4 ? null : Outcomes.features(random.nextLong());
      if (truth.sent(key, time, features)) {
        sent.add(producer.send(record(key, time, features == null ? null : json(key, features))));
        findings.count(features == null ? "deletions" : "events");
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get(LIMIT_SECONDS, TimeUnit.SECONDS); // none that must be there in the end may be missing
    }
  }

  /** One of few often, of many rarely: both layers are to answer. */
  private static String key(Random random) {
    return Truth.key(random.nextInt(1 + random.nextInt(KEYS_WITH_EVENTS)));
  }

  private static ProducerRecord<byte[], byte[]> record(String key, long time, byte[] value) {
    return new ProducerRecord<>(Attack.TOPIC, null, time, key.getBytes(UTF_8), value);
  }

  private static byte[] json(String key, String features) {
    String[] fields = features.split(",", -1);
    return "{\"id\":\"%s\",\"x\":%s,\"y\":%s,\"colour\":\"%s\"}"
        .formatted(key, fields[0], fields[1], fields[2])
        .getBytes(UTF_8);
  }

  /** Where the events lie that cannot be scored: partition and offset. */
  Set<String> bad() {
    return bad;
  }

  @Override
  public void close() throws IOException {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
