package io.howdah.speed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics of a stream and how it reads them. */
public final class Topics {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int FETCHED_BYTES = 8 * 1024 * 1024;

  private final StreamConfig config;

  public Topics(StreamConfig config) {
    this.config = config;
  }

  /**
   * Makes sure that the topic is there; makes the dead-letter topic if it is not.
   *
   * @throws StreamException if Kafka does not answer within 20 s, or there is no such topic
   */
  void require() throws StreamException {
    Map<String, Object> settings = new HashMap<>(config.client());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.dividedBy(2).toMillis());
    try (Admin admin = admin(settings)) {
      if (!exists(admin, config.topic())) {
        throw new StreamException(
            "Cannot find topic "
                + config.topic()
                + " at "
                + address()
                + ": create it first (kafka-topics --create --topic "
                + config.topic()
                + ")");
      }
      if (!exists(admin, config.deadLetterTopic())) {
        create(admin, config.deadLetterTopic());
      }
    }
  }

  private static Admin admin(Map<String, Object> settings) throws StreamException {
    try {
      return Admin.create(settings);
    } catch (org.apache.kafka.common.KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StreamException("Invalid Kafka settings: " + cause.getMessage(), e);
    }
  }

  private boolean exists(Admin admin, String topic) throws StreamException {
    try {
      var unused =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      if (e.getCause() instanceof InvalidTopicException) {
        throw new StreamException("Invalid topic: " + topic, e);
      }
      throw unreachable(e);
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamException("Interrupted while asking Kafka", e);
    }
  }

  private void create(Admin admin, String topic) throws StreamException {
    try {
      // partitions and replicas as the broker's defaults are
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StreamException(
            "Cannot create the dead-letter topic " + topic + ": " + e.getCause().getMessage(), e);
      }
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamException("Interrupted while asking Kafka", e);
    }
  }

  private StreamException unreachable(Exception cause) {
    return new StreamException(
        "Cannot reach Kafka at "
            + address()
            + ": is it running? (bin/howdah local start --with-kafka runs one on this machine)",
        cause);
  }

  private String address() {
    return config.client().get("bootstrap.servers");
  }

  /** A member of the group; commits nothing by itself. */
  Consumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(config.client());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, config.fromLatest() ? "latest" : "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batchSize());
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
