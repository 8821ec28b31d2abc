package io.howdah.speed;

import io.howdah.predict.FilledCounts;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.RecordScorer;
import io.howdah.predict.Scores;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFrames;
import io.howdah.record.RecordKey;
import io.howdah.record.RejectCause;
import io.howdah.view.SpeedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.io.Text;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes predictions, deletions and dead letters of events. An event's time is the one that the
 * card's time column tells, else the one that Kafka tells; a deletion's is Kafka's.
 */
final class EventScorer implements MiniBatchScorer.Output {
  private final StreamConfig config;
  private final ServingModel model;
  private final Clock clock;
  private final Interpreter interpreter;
  private final int batchSize;
  private final RecordScorer<Text> scorer;
  private final RecordFrames frames;
  // the mini-batch knows its events by their place in this list
  private final List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
  private List<SpeedEvent> rows = new ArrayList<>();
  private List<DeadLetter> letters = new ArrayList<>();
  private FilledCounts filled;

  /**
   * @throws IllegalArgumentException if the format lacks a column of the model's card
   */
  EventScorer(StreamConfig config, ServingModel model, Clock clock) {
    this.config = config;
    this.model = model;
    this.clock = clock;
    this.interpreter = Interpreter.of(model.card(), config.keepScores());
    this.batchSize =
        config.tuned() ? model.batchSize().rows().orElse(config.batchSize()) : config.batchSize();
    this.filled = newCounts();
    RecordDecoder<Text> decoder =
        config.format().decoder(model.card().schema(), config.format().columns());
    this.frames = config.format().frames(true, config.maxEventBytes());
    this.scorer =
        new RecordScorer<>(
            decoder, model.predictor(), batchSize, model.card().schema().width(), this);
  }

  private FilledCounts newCounts() {
    return new FilledCounts(model.card().schema().features());
  }

  /** Rows a mini-batch. */
  int batchSize() {
    return batchSize;
  }

  /** Takes one event in; a full mini-batch is scored. */
  void add(ConsumerRecord<byte[], byte[]> event) throws IOException, InterruptedException {
    if (event.value() == null) {
      delete(event);
    } else if (event.value().length > config.maxEventBytes()) {
      letters.add(
          new DeadLetter(
              event,
              RejectCause.OVERSIZED_RECORD,
              "Invalid event: "
                  + event.value().length
                  + " bytes (must be at most "
                  + config.maxEventBytes()
                  + ")"));
    } else {
      score(event);
    }
  }

  private void score(ConsumerRecord<byte[], byte[]> event)
      throws IOException, InterruptedException {
    Text record;
    try {
      record = frames.only(event.value());
    } catch (InvalidRecordException e) {
      letters.add(new DeadLetter(event, e.rejectCause(), e.getMessage()));
      return;
    }
    events.add(event);
    scorer.add(record, "", events.size() - 1L);
  }

  private void delete(ConsumerRecord<byte[], byte[]> event) {
    if (event.key() == null || event.key().length == 0) {
      letters.add(
          new DeadLetter(
              event, RejectCause.EMPTY_KEY, "Invalid deletion: it has no key (a null value)"));
    } else if (!isPlausible(event.timestamp())) {
      letters.add(new DeadLetter(event, RejectCause.INVALID_TIME, implausible(event.timestamp())));
    } else {
      try {
        RecordKey.check(event.key(), 0, event.key().length);
        rows.add(SpeedEvent.deletion(event.key(), event.timestamp()));
      } catch (InvalidRecordException e) {
        letters.add(new DeadLetter(event, e.rejectCause(), e.getMessage()));
      }
    }
  }

  /** Scores what is left. */
  void flush() throws IOException, InterruptedException {
    scorer.flush();
    events.clear();
  }

  /** The rows since the last call; call {@link #flush} first. */
  List<SpeedEvent> takeRows() {
    List<SpeedEvent> taken = rows;
    rows = new ArrayList<>(taken.size());
    return taken;
  }

  /** The dead letters since the last call. */
  List<DeadLetter> takeLetters() {
    List<DeadLetter> taken = letters;
    letters = new ArrayList<>();
    return taken;
  }

  /** What was filled in for the rows since the last call. */
  FilledCounts takeFilled() {
    FilledCounts taken = filled;
    filled = newCounts();
    return taken;
  }

  @Override
  public void scored(MiniBatch batch, int row, Scores scores) {
    ConsumerRecord<byte[], byte[]> event = events.get((int) batch.offset(row));
    long time = batch.timeOf(row) == MiniBatch.NO_TIME ? event.timestamp() : batch.timeOf(row);
    if (!isPlausible(time)) {
      letters.add(new DeadLetter(event, RejectCause.INVALID_TIME, implausible(time)));
      return;
    }
    byte[] key = batch.key(row);
    rows.add(new SpeedEvent(key, time, interpreter.prediction(scores, row), model.name()));
    filled.add(batch, row);
  }

  private boolean isPlausible(long time) {
    return time >= 0 && time <= clock.millis() + config.maxAhead().toMillis();
  }

  private String implausible(long time) {
    return "Invalid time: "
        + time
        + " (must be from 0 to "
        + config.maxAhead().toSeconds()
        + " s from now)";
  }

  @Override
  public void rejected(
      RejectCause cause, String message, String source, long offset, ByteBuffer raw) {
    letters.add(new DeadLetter(events.get((int) offset), cause, message));
  }
}
