package io.howdah.speed;

import io.howdah.predict.FilledIn;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Counts what a stream has written. */
final class Progress {
  private final Clock clock;
  private final Map<String, Long> filled = new LinkedHashMap<>(); // one model may follow another
  private long lastNanos = System.nanoTime();
  private long lastEvents;
  private long events;
  private Tally rows = Tally.NONE;
  private long letters;
  private OptionalLong age = OptionalLong.empty();

  Progress(Clock clock) {
    this.clock = clock;
  }

  void count(WrittenEvents done) {
    events += done.events().events();
    letters += done.events().letters().size();
    done.events().filled().addTo(filled);
    rows = rows.plus(done.tally());
    if (done.tally().newest() > 0) {
      age = OptionalLong.of(Math.max(0, clock.millis() - done.tally().newest()));
    }
  }

  /** True once there were events whose times look like seconds. */
  boolean knowsSeconds() {
    return rows.inSeconds() > 0;
  }

  boolean isDue(Duration interval) {
    return System.nanoTime() - lastNanos >= interval.toNanos();
  }

  StreamStatus next(String model, Consumer<?, ?> consumer) {
    long now = System.nanoTime();
    double rate = (events - lastEvents) * 1e9 / Math.max(1, now - lastNanos);
    lastNanos = now;
    lastEvents = events;
    return new StreamStatus(
        model, events, rows, FilledIn.of(filled), letters, lag(consumer), rate, age);
  }

  private static OptionalLong lag(Consumer<?, ?> consumer) {
    long sum = 0;
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong lag = consumer.currentLag(partition);
      if (lag.isEmpty()) {
        return lag;
      }
      sum += lag.getAsLong();
    }
    return OptionalLong.of(sum);
  }
}
