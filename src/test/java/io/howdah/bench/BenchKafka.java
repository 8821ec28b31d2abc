package io.howdah.bench;

import io.howdah.local.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka broker in a JVM of its own. */
record BenchKafka(LocalKafka broker, String address) implements AutoCloseable {
  static BenchKafka start(Path folder) throws Exception {
    LocalKafka broker = new LocalKafka(Files.createTempDirectory(folder, "kafka-"));
    broker.start(0);
    return new BenchKafka(broker, broker.address().orElseThrow());
  }

  Map<String, String> client() {
    return Map.of("bootstrap.servers", address);
  }

  void createTopic(String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(client()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** A producer that waits 1 ms for events to travel together. */
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("acks", "all");
    settings.put("linger.ms", "1");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() throws IOException {
    try {
      broker.stop();
      BenchServer.delete(broker.folder());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while Kafka was stopping", e);
    }
  }
}
