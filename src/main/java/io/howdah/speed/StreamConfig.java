package io.howdah.speed;

import io.howdah.predict.Engine;
import io.howdah.record.RecordFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a stream reads, and how.
 *
 * @param view that it writes to
 * @param topic of the events
 * @param deadLetterTopic of the events that cannot be scored
 * @param group of consumers that share the topic
 * @param member of the group: a name that is this stream's alone
 * @param client Kafka's own settings: {@code bootstrap.servers}, security
 * @param format of an event's value; CSV names its columns, for an event has no header
 * @param model folder or zip to score with; empty to follow the model of the published version
 * @param keepScores true to write every output of the model
 * @param engine that computes the outputs
 * @param batchSize rows per mini-batch
 * @param tuned true where the tuning beside a model may recommend another mini-batch
 * @param linger how long the first event of a mini-batch waits for others at most
 * @param maxEventBytes a larger event is a dead letter
 * @param maxAhead an event whose time is further in the future is a dead letter, for it would hide
 *     every later one
 * @param hbasePatience how long HBase may be away before the stream fails
 * @param fromLatest true for a new group to begin at the topic's end, not at its beginning
 * @param untilCaughtUp true to end once the events that are there at the start are done
 */
public record StreamConfig(
    String view,
    String topic,
    String deadLetterTopic,
    String group,
    String member,
    Map<String, String> client,
    RecordFormat format,
    Optional<String> model,
    boolean keepScores,
    Engine engine,
    int batchSize,
    boolean tuned,
    Duration linger,
    int maxEventBytes,
    Duration maxAhead,
    Duration hbasePatience,
    boolean fromLatest,
    boolean untilCaughtUp) {
  public StreamConfig {
    client = Map.copyOf(client);
    if (topic.equals(deadLetterTopic)) {
      throw new IllegalArgumentException(
          "Invalid dead-letter topic: " + topic + " (must not be the events' own)");
    }
  }
}
