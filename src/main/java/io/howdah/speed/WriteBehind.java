package io.howdah.speed;

import io.howdah.view.CatalogRowException;
import io.howdah.view.SpeedTable;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one mini-batch while the next is scored: never more than one, which is what holds the
 * stream back when HBase is slow.
 */
final class WriteBehind implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** Tells which version readers see. */
  interface Published {
    OptionalLong version() throws IOException;
  }

  private final SpeedTable table;
  private final Published published;
  private final DeadLetters deadLetters;
  private final Duration patience;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "howdah-stream-writer"));
  private Future<WrittenEvents> underway;

  WriteBehind(SpeedTable table, Published published, DeadLetters deadLetters, Duration patience) {
    this.table = table;
    this.published = published;
    this.deadLetters = deadLetters;
    this.patience = patience;
  }

  /** True if a mini-batch is being written or its end was not yet asked for. */
  boolean isBusy() {
    return underway != null;
  }

  /** Begins to write; nothing else may be under way. */
  void begin(ScoredEvents events) {
    if (underway != null) {
      throw new IllegalStateException("Cannot write: a mini-batch is being written");
    }
    underway = writer.submit(() -> write(events));
  }

  /**
   * Waits for what is under way.
   *
   * @return what was written, or null if the time is up first
   * @throws IOException if it cannot be written
   */
  WrittenEvents end(Duration limit) throws IOException, InterruptedException {
    try {
      WrittenEvents written = underway.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      underway = null;
      return written;
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      underway = null;
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("Failed to write a mini-batch: " + e.getCause(), e);
    }
  }

  /** Puts are idempotent: whatever of them arrived before an error is written again. */
  private WrittenEvents write(ScoredEvents events) throws IOException, InterruptedException {
    long limit = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    Tally tally = Tally.NONE;
    while (!events.rows().isEmpty()) {
      try {
        table.write(events.rows());
        // what is published after this look hides them, and that is counted with the publication
        tally = Tally.of(events.rows(), published.version());
        break;
      } catch (IOException | CatalogRowException e) {
        if (System.nanoTime() > limit) {
          throw new StreamException(
              "Failed to write to HBase for "
                  + patience.toSeconds()
                  + " s; the events are not committed: start the stream again when HBase is back ("
                  + e.getMessage().lines().findFirst().orElse("")
                  + ")",
              e);
        }
        LOG.warn("HBase does not take a mini-batch, trying again in {} ms", pause, e);
        Thread.sleep(pause); // between two attempts
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    }
    if (!events.letters().isEmpty()) {
      deadLetters.write(events.letters());
    }
    return new WrittenEvents(events, tally);
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
