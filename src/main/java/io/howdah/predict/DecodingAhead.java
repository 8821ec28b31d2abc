package io.howdah.predict;

import io.howdah.record.RejectCause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Decodes the next mini-batch in a thread of its own while one is predicted. What the reader hands
 * over reaches the caller in the caller's thread and in the reader's order: the rejects of a
 * mini-batch before its rows.
 */
public final class DecodingAhead implements MiniBatchReader {
  /** So many rejects wait for the caller; each may be as long as a record can be. */
  private static final int WAITING = 2;

  private static final long LIMIT_SECONDS = 30; // for a read that is under way, when all ends
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What the thread hands over. */
  private sealed interface Handed permits Rejected, Filled, Failed {}

  private record Rejected(RejectCause cause, String message, String source, long offset, byte[] raw)
      implements Handed {}

  private record Filled(long records, boolean isOver, float progress, long cpuNanos)
      implements Handed {}

  private record Failed(Throwable cause) implements Handed {}

  private final MiniBatchReader reader;
  private final BlockingQueue<Handed> handed = new ArrayBlockingQueue<>(WAITING);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread decoder = new Thread(work, "howdah-decoder");
            decoder.setDaemon(true);
            return decoder;
          });
  private MiniBatch ahead;
  private Filled last;
  private Failed failure; // null until then

  /**
   * @param reader that from now on is used by this alone
   */
  public DecodingAhead(MiniBatchReader reader) throws IOException {
    this.reader = reader;
    this.last = new Filled(reader.records(), reader.isOver(), reader.progress(), 0);
  }

  /**
   * {@inheritDoc}
   *
   * @param batch empty, and of the same size each time
   */
  @Override
  public void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
    if (failure != null) {
      throw thrown(failure.cause());
    }
    if (last.isOver()) {
      return;
    }
    if (ahead == null) {
      ahead = new MiniBatch(batch.capacity(), batch.width());
      thread.execute(this::decode);
    }
    last = await(rejects);
    batch.copyAll(ahead);
    ahead.clear();
    if (!last.isOver()) {
      thread.execute(this::decode);
    }
  }

  private Filled await(Rejects rejects) throws IOException, InterruptedException {
    while (true) {
      Handed next = handed.take();
      if (next instanceof Filled filled) {
        return filled;
      }
      if (next instanceof Failed failed) {
        failure = failed;
        throw thrown(failed.cause());
      }
      Rejected reject = (Rejected) next;
      rejects.rejected(
          reject.cause(),
          reject.message(),
          reject.source(),
          reject.offset(),
          ByteBuffer.wrap(reject.raw()));
    }
  }

  private static IOException thrown(Throwable cause) throws InterruptedException {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    return (IOException) cause;
  }

  /** In the thread of its own. */
  private void decode() {
    Handed outcome;
    try {
      reader.fill(ahead, this::hand);
      outcome =
          new Filled(
              reader.records(),
              reader.isOver(),
              reader.progress(),
              THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0);
    } catch (Throwable e) {
      outcome = new Failed(e); // whatever it is, the caller's thread throws it
    }
    if (thread.isShutdown()) {
      return; // closed: nobody waits for it
    }
    try {
      handed.put(outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void hand(RejectCause cause, String message, String source, long offset, ByteBuffer raw)
      throws InterruptedException {
    byte[] copy = new byte[raw.remaining()];
    raw.get(copy);
    handed.put(new Rejected(cause, message, source, offset, copy));
  }

  @Override
  public boolean isOver() {
    return last.isOver();
  }

  @Override
  public long records() {
    return last.records();
  }

  @Override
  public float progress() {
    return last.progress();
  }

  @Override
  public long cpuNanos() {
    return last.cpuNanos();
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("Failed to stop reading within " + LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the reading was stopped", e);
    }
    reader.close();
  }
}
