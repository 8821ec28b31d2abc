package io.howdah.speed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic of the events that cannot be scored: key and value as they came, and headers {@code
 * howdah.cause}, {@code howdah.message}, {@code howdah.topic}, {@code howdah.partition}, {@code
 * howdah.offset}, all text. An event that is read again after a crash is sent again with the same
 * headers, which tell it apart from another.
 */
final class DeadLetters implements AutoCloseable {
  /** What a broker takes by default is 1 MiB with headers. */
  private static final int MOST_BYTES = 900 * 1024;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  DeadLetters(StreamConfig config) {
    Map<String, Object> settings = new HashMap<>(config.client());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "howdah-dead-letters");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = config.deadLetterTopic();
  }

  /** Returns once the broker has all of them. */
  void write(List<DeadLetter> letters) throws StreamException, InterruptedException {
    List<Future<RecordMetadata>> answers = new ArrayList<>(letters.size());
    for (DeadLetter letter : letters) {
      answers.add(producer.send(toRecord(letter)));
    }
    producer.flush();
    for (Future<RecordMetadata> answer : answers) {
      try {
        answer.get();
      } catch (ExecutionException e) {
        throw new StreamException(
            "Failed to write to the dead-letter topic " + topic + ": " + e.getCause().getMessage(),
            e);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter) {
    byte[] value = letter.event().value();
    boolean cut = value != null && value.length > MOST_BYTES;
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            topic,
            null,
            letter.event().timestamp() < 0 ? null : letter.event().timestamp(),
            letter.event().key(),
            cut ? Arrays.copyOf(value, MOST_BYTES) : value);
    header(sent, "howdah.cause", letter.cause().name());
    header(sent, "howdah.message", letter.message());
    header(sent, "howdah.topic", letter.event().topic());
    header(sent, "howdah.partition", Integer.toString(letter.event().partition()));
    header(sent, "howdah.offset", Long.toString(letter.event().offset()));
    if (cut) {
      header(sent, "howdah.length", Integer.toString(value.length));
    }
    return sent;
  }

  private static void header(ProducerRecord<byte[], byte[]> sent, String name, String value) {
    sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(10));
  }
}
