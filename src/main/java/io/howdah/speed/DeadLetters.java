package io.howdah.speed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic of the events that cannot be scored: key and value as they came, and headers {@code
 * howdah.cause}, {@code howdah.message}, {@code howdah.topic}, {@code howdah.partition}, {@code
 * howdah.offset}, {@code howdah.timestamp}, all text. An event that is read again after a crash is
 * sent again with the same headers, which tell it apart from another.
 *
 * <p>No event may be one that a broker refuses as a letter, for the stream could not pass it: what
 * is large is cut, and a letter has the time at which it is written. (A broker takes no record from
 * far in the future, and deletes one from before its retention at once.)
 */
final class DeadLetters implements AutoCloseable {
  /** What a broker takes by default is 1 MiB with headers. */
  private static final int MOST_VALUE_BYTES = 900 * 1024;

  private static final int MOST_KEY_BYTES = 64 * 1024;
  private static final int MOST_MESSAGE = 1_000;

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
    ConsumerRecord<byte[], byte[]> event = letter.event();
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            topic, cut(event.key(), MOST_KEY_BYTES), cut(event.value(), MOST_VALUE_BYTES));
    String message = letter.message();
    header(sent, "howdah.cause", letter.cause().name());
    header(sent, "howdah.message", message.substring(0, Math.min(message.length(), MOST_MESSAGE)));
    header(sent, "howdah.topic", event.topic());
    header(sent, "howdah.partition", Integer.toString(event.partition()));
    header(sent, "howdah.offset", Long.toString(event.offset()));
    header(sent, "howdah.timestamp", Long.toString(event.timestamp()));
    if (sent.value() != event.value()) {
      header(sent, "howdah.length", Integer.toString(event.value().length));
    }
    if (sent.key() != event.key()) {
      header(sent, "howdah.key-length", Integer.toString(event.key().length));
    }
    return sent;
  }

  /** The array itself where it is short enough, or null. */
  private static byte[] cut(byte[] bytes, int most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  private static void header(ProducerRecord<byte[], byte[]> sent, String name, String value) {
    sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(10));
  }
}
