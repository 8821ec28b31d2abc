package io.howdah.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One real Kafka broker for all tests of a JVM, started by the first that asks. */
public final class SharedKafka {
  private static LocalKafka kafka;

  private SharedKafka() {}

  /** Host and port. */
  public static synchronized String address() throws Exception {
    if (kafka == null) {
      LocalKafka started =
          new LocalKafka(
              Files.createTempDirectory(
                  Path.of(System.getProperty("howdah.build.directory")), "kafka-"));
      started.start(0);
      kafka = started;
      Runtime.getRuntime().addShutdownHook(new Thread(SharedKafka::stop));
    }
    return kafka.address().orElseThrow();
  }

  private static void stop() {
    try {
      kafka.process().ifPresent(ProcessHandle::destroyForcibly);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Object> client(String address) {
    return new HashMap<>(Map.of("bootstrap.servers", address));
  }

  public static void createTopic(String address, String topic, int partitions) throws Exception {
    createTopic(address, topic, partitions, Map.of());
  }

  public static void createTopic(
      String address, String topic, int partitions, Map<String, String> settings) throws Exception {
    try (Admin admin = Admin.create(client(address))) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  public static KafkaProducer<byte[], byte[]> producer(String address) {
    Map<String, Object> settings = client(address);
    settings.put("acks", "all");
    settings.put("max.request.size", 8 * 1024 * 1024); // what a topic takes is up to the topic
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Everything in partition 0 of a topic. */
  public static List<ConsumerRecord<byte[], byte[]>> read(String address, String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new java.util.ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            client(address), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(java.time.Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }
}
