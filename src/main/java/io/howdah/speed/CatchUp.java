package io.howdah.speed;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Knows where a topic ended when the stream began, and whether the group has come that far. */
final class CatchUp {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final Map<TopicPartition, Long> ends;
  private final String address;
  private long lastLook = System.nanoTime();

  private CatchUp(Map<TopicPartition, Long> ends, String address) {
    this.ends = ends;
    this.address = address;
  }

  static CatchUp of(Consumer<?, ?> consumer, String topic, Map<String, String> client)
      throws StreamException {
    String address = client.get("bootstrap.servers");
    try {
      Set<TopicPartition> partitions =
          consumer.partitionsFor(topic, LIMIT).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .collect(Collectors.toSet());
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, LIMIT);
      return new CatchUp(
          consumer.endOffsets(partitions, LIMIT).entrySet().stream()
              .filter(end -> end.getValue() > begins.get(end.getKey()))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
          address);
    } catch (TimeoutException e) {
      throw away(address, e);
    }
  }

  private static StreamException away(String address, TimeoutException cause) {
    return new StreamException(
        "Cannot reach Kafka at " + address + " for " + LIMIT.toSeconds() + " s", cause);
  }

  /** True once every event that was there is behind; ask only when nothing waits to be written. */
  boolean isDone(Consumer<?, ?> consumer) throws StreamException {
    if (System.nanoTime() - lastLook < BETWEEN.toNanos()) {
      return false;
    }
    lastLook = System.nanoTime();
    try {
      Set<TopicPartition> ours = consumer.assignment();
      for (TopicPartition partition : ours) {
        Long end = ends.get(partition);
        if (end != null && consumer.position(partition, LIMIT) < end) {
          return false;
        }
      }
      Set<TopicPartition> others =
          ends.keySet().stream()
              .filter(partition -> !ours.contains(partition))
              .collect(Collectors.toSet());
      Map<TopicPartition, OffsetAndMetadata> committed =
          others.isEmpty() ? Map.of() : consumer.committed(others, LIMIT);
      return others.stream()
          .allMatch(
              partition ->
                  committed.get(partition) != null
                      && committed.get(partition).offset() >= ends.get(partition));
    } catch (TimeoutException e) {
      throw away(address, e);
    }
  }
}
