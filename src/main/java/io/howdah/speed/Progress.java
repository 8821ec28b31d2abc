package io.howdah.speed;

import io.howdah.predict.FilledIn;
import io.howdah.view.SpeedEvent;
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
  private long written;
  private long deleted;
  private long letters;
  private long newest;
  private long age;

  Progress(Clock clock) {
    this.clock = clock;
  }

  void count(ScoredEvents done) {
    events += done.events();
    letters += done.letters().size();
    done.filled().addTo(filled);
    long latest = 0;
    for (SpeedEvent row : done.rows()) {
      if (row.isDeletion()) {
        deleted++;
      } else {
        written++;
      }
      latest = Math.max(latest, row.time());
    }
    if (latest > 0) {
      age = clock.millis() - latest;
      newest = Math.max(newest, latest);
    }
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
        model,
        events,
        written,
        FilledIn.of(filled),
        deleted,
        letters,
        lag(consumer),
        rate,
        newest,
        age);
  }

  private static long lag(Consumer<?, ?> consumer) {
    long sum = 0;
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong lag = consumer.currentLag(partition);
      if (lag.isEmpty()) {
        return -1;
      }
      sum += lag.getAsLong();
    }
    return sum;
  }
}
