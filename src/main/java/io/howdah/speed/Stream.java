package io.howdah.speed;

import io.howdah.view.Catalog;
import io.howdah.view.CatalogRowException;
import io.howdah.view.PlausibleTime;
import io.howdah.view.SpeedEvent;
import io.howdah.view.SpeedTable;
import io.howdah.view.ViewDefinition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a consumer group: takes events, scores them in mini-batches that are closed by size
 * or by time, writes them, and commits the offsets after that. Mini-batches that are scored while
 * one is written are written together. Whatever is read again after a crash or a rebalance writes
 * the same cells again.
 *
 * <p>One thread runs it; {@link #stop} may be called from any.
 */
public final class Stream {
  /** What a stream tells while it runs. */
  public interface Listener {
    /** About once per second, and at the end. */
    void progress(StreamStatus status);

    /** Something that people want to know at once, one line. */
    void says(String message);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Stream.class);
  private static final Duration REPORT = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration WAIT = Duration.ofMillis(50);
  private static final Duration SHORT_WAIT = Duration.ofMillis(5);
  private static final int MOST_PENDING = 4096;

  /** A member that was silent for so long does not come back. */
  private static final Duration FORGOTTEN = Duration.ofDays(7);

  private static final Duration HAND_OVER = Duration.ofSeconds(10);

  private final StreamConfig config;
  private final ViewDefinition view;
  private final Catalog catalog;
  private final Configuration conf;
  private final Consumer<byte[], byte[]> consumer;
  private final WriteBehind writer;
  private final Clock clock;
  private final Listener listener;
  private final Progress progress;
  private final Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
  private ServingModel model;
  private EventScorer scorer;
  private PublishedModel published;
  private int pending;
  private long closeAt;
  private volatile boolean stopping;

  private Stream(
      StreamConfig config,
      ViewDefinition view,
      Catalog catalog,
      Configuration conf,
      Consumer<byte[], byte[]> consumer,
      WriteBehind writer,
      Clock clock,
      Listener listener) {
    this.config = config;
    this.view = view;
    this.catalog = catalog;
    this.conf = conf;
    this.consumer = consumer;
    this.writer = writer;
    this.clock = clock;
    this.listener = listener;
    this.progress = new Progress(clock);
  }

  /**
   * A stream that is ready to run: topics are there, the model is loaded and fits.
   *
   * @param topics of this stream
   * @throws IOException with one line that says what is wrong
   */
  public static Stream open(
      StreamConfig config,
      Catalog catalog,
      ViewDefinition view,
      SpeedTable table,
      Topics topics,
      Configuration conf,
      Clock clock,
      Listener listener)
      throws IOException {
    topics.require();
    Stream stream =
        new Stream(
            config,
            view,
            catalog,
            conf,
            topics.consumer(),
            new WriteBehind(
                table,
                () -> catalog.published(view.name()),
                new DeadLetters(config),
                config.hbasePatience()),
            clock,
            listener);
    stream.loadFirst();
    catalog.streams().forgetBefore(view.name(), clock.millis() - FORGOTTEN.toMillis());
    return stream;
  }

  private void loadFirst() throws IOException {
    if (config.model().isPresent()) {
      use(ServingModel.load(config.model().get(), config.engine(), view, conf));
    } else {
      published = PublishedModel.of(catalog, view.name());
      use(published.load(config.engine(), view, conf));
    }
  }

  private void use(ServingModel next) throws StreamException {
    try {
      scorer = new EventScorer(config, next, clock);
    } catch (IllegalArgumentException e) {
      throw new StreamException(e.getMessage(), e);
    }
    if (model != null) {
      model.close();
    }
    model = next;
    if (config.tuned() && !next.batchSize().reason().isEmpty()) {
      listener.says(
          "mini-batches of " + scorer.batchSize() + " events (" + next.batchSize().reason() + ")");
    }
  }

  /**
   * Runs until {@link #stop}, or until the topic's present end where the configuration says so.
   *
   * @throws IOException if HBase or Kafka stay away; nothing that is not written is committed
   */
  public void run() throws IOException, InterruptedException {
    try {
      consumer.subscribe(List.of(config.topic()), new HandOver());
      CatchUp catchUp =
          config.untilCaughtUp() ? CatchUp.of(consumer, config.topic(), config.client()) : null;
      while (!stopping) {
        take(consumer.poll(patience()));
        settle(Duration.ZERO);
        if (isDue() && (!writer.isBusy() || pending >= MOST_PENDING)) {
          close();
        }
        if (progress.isDue(REPORT)) {
          if (passOver()) {
            // one that fails is made good by the next, or by the last
            consumer.commitAsync(Map.copyOf(written), null);
          }
          report();
          follow();
        }
        if (catchUp != null && pending == 0 && !writer.isBusy() && catchUp.isDone(consumer)) {
          break;
        }
      }
      finish();
    } finally {
      writer.close();
      consumer.close(CloseOptions.timeout(HAND_OVER));
      model.close();
    }
  }

  /** Asks the stream to write what it has taken and to end. */
  public void stop() {
    stopping = true;
  }

  /** True once {@link #stop} was called. */
  public boolean isStopping() {
    return stopping;
  }

  private boolean isDue() {
    return pending >= scorer.batchSize() || (pending > 0 && System.nanoTime() >= closeAt);
  }

  private Duration patience() {
    if (writer.isBusy()) {
      return isDue() ? SHORT_WAIT : WAIT;
    }
    if (pending == 0) {
      return IDLE;
    }
    return Duration.ofNanos(Math.max(0, Math.min(IDLE.toNanos(), closeAt - System.nanoTime())));
  }

  private void take(Iterable<ConsumerRecord<byte[], byte[]>> events)
      throws IOException, InterruptedException {
    for (ConsumerRecord<byte[], byte[]> event : events) {
      if (pending == 0) {
        closeAt = System.nanoTime() + config.linger().toNanos();
      }
      scorer.add(event);
      pending++;
      taken.put(
          new TopicPartition(event.topic(), event.partition()),
          new OffsetAndMetadata(event.offset() + 1, event.leaderEpoch(), ""));
    }
  }

  /** Has all that was taken written; waits for the write before, and takes no events meanwhile. */
  private void close() throws IOException, InterruptedException {
    scorer.flush();
    while (writer.isBusy()) {
      Set<TopicPartition> held = consumer.assignment();
      consumer.pause(held);
      // keeps the membership of the group while HBase is slow
      take(consumer.poll(Duration.ZERO));
      settle(WAIT);
      consumer.resume(consumer.assignment());
    }
    scorer.flush();
    List<SpeedEvent> rows = scorer.takeRows();
    writer.begin(
        new ScoredEvents(
            rows, scorer.takeLetters(), scorer.takeFilled(), Map.copyOf(taken), pending));
    taken.clear();
    pending = 0;
  }

  /** Commits what has been written. */
  private void settle(Duration limit) throws IOException, InterruptedException {
    if (writer.isBusy()) {
      WrittenEvents done = writer.end(limit);
      if (done != null) {
        count(done);
        // one that fails is made good by the next, or by the last
        consumer.commitAsync(Map.copyOf(written), null);
      }
    }
  }

  private void count(WrittenEvents done) {
    if (done.tally().inSeconds() > 0 && !progress.knowsSeconds()) {
      listener.says("Events may never be seen: " + PlausibleTime.IN_SECONDS);
    }
    progress.count(done);
    written.putAll(done.events().offsets());
    written.keySet().retainAll(consumer.assignment());
  }

  /** Writes what was taken, waits for it and commits it. */
  private void finish() throws IOException, InterruptedException {
    if (pending > 0) {
      close();
    }
    if (writer.isBusy()) {
      WrittenEvents done = writer.end(config.hbasePatience().plus(HAND_OVER));
      if (done == null) {
        throw new StreamException("Failed to write the last mini-batch in time; start it again");
      }
      count(done);
    }
    var unused = passOver();
    commitNow();
    report();
  }

  /**
   * Takes what is no event for done, once all before it is written: the marks at the ends of
   * transactions take offsets too, and so do events of those that were aborted. Without it a group
   * would never have read its topic to the end.
   *
   * @return true if there is something new to commit
   */
  private boolean passOver() {
    boolean passed = false;
    if (pending == 0 && !writer.isBusy()) {
      for (TopicPartition partition : consumer.assignment()) {
        if (consumer.currentLag(partition).isPresent()) { // its position is known, not asked for
          long position = consumer.position(partition);
          OffsetAndMetadata done = written.get(partition);
          if (done == null || done.offset() < position) {
            written.put(partition, new OffsetAndMetadata(position));
            passed = true;
          }
        }
      }
    }
    return passed;
  }

  private void commitNow() throws StreamException {
    try {
      consumer.commitSync(written, HAND_OVER);
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // another member has the partitions now and writes the same cells once more
      LOG.info("the group gave the partitions to another member before the commit", e);
    } catch (TimeoutException e) {
      throw new StreamException(
          "Failed to commit: Kafka does not answer; what was written since the last commit will be"
              + " read and written again",
          e);
    }
  }

  private void report() {
    StreamStatus status = progress.next(model.name(), consumer);
    listener.progress(status);
    try {
      catalog.streams().report(view.name(), status.report(config, clock.millis()));
    } catch (IOException e) {
      LOG.warn("cannot tell the catalog where the stream stands", e);
    }
  }

  /** Switches to the model of the published version, between two mini-batches. */
  private void follow() throws IOException, InterruptedException {
    if (config.model().isPresent()) {
      return;
    }
    PublishedModel now;
    try {
      now = PublishedModel.of(catalog, view.name());
    } catch (IOException | CatalogRowException e) {
      LOG.warn("cannot see which version is published; looking again in a second", e);
      return;
    }
    if (now.version() == published.version()) {
      return;
    }
    String before = published.sha256();
    published = now;
    if (now.sha256().equals(before)) {
      return;
    }
    ServingModel next;
    try {
      next = now.load(config.engine(), view, conf);
    } catch (IOException e) {
      listener.says(
          "Cannot switch to the model of version "
              + now.version()
              + ", going on with "
              + model.name()
              + ": "
              + e.getMessage());
      return;
    }
    if (pending > 0) {
      close();
    }
    String old = model.name();
    use(next);
    listener.says(
        "version "
            + now.version()
            + " was published: switched from model "
            + old
            + " to "
            + model.name());
  }

  /** Before partitions go to another member, what is being written of them is committed. */
  private final class HandOver implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // they begin at the committed offsets
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        if (writer.isBusy()) {
          WrittenEvents done = writer.end(HAND_OVER);
          if (done != null) {
            count(done);
          }
        }
        commitNow();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        // not committed: the next member reads the events again
        LOG.warn("partitions {} are handed over with events that are not written", partitions, e);
      }
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget(partitions);
    }

    /** Events of theirs in the open mini-batch are written all the same, by both members alike. */
    private void forget(Collection<TopicPartition> partitions) {
      taken.keySet().removeAll(partitions);
      written.keySet().removeAll(partitions);
    }
  }
}
