package io.howdah.run;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Renews a run's lease in the background, as long as its driver lives, and ends the driver's
 * waiting for an HBase that has answered nothing for longer than the lease: HBase's own client
 * would try for many minutes.
 */
final class LeaseKeeper implements AutoCloseable {
  /** Beyond the lease: what a busy HBase may take for an answer, however short the lease. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final long LOOK_MILLIS = 200;

  /** Nobody looked for so long: the process did not run, or hardly. */
  private static final long STOPPED_NANOS = 10 * LOOK_MILLIS * 1_000_000;

  private final ScheduledExecutorService timer;
  private final AtomicReference<IOException> lost = new AtomicReference<>();
  private final long patience;
  private long lastAnswer = System.nanoTime();
  private long lastLook = System.nanoTime();
  private Thread waiting;
  private boolean gaveUp;

  LeaseKeeper(Duration lease, Run.Action renewal) {
    patience = lease.plus(GRACE).toNanos();
    timer =
        Executors.newScheduledThreadPool(
            2,
            work -> {
              Thread thread = new Thread(work, "howdah-lease");
              thread.setDaemon(true);
              return thread;
            });
    every(lease.toMillis() / 3, () -> renew(renewal));
    every(LOOK_MILLIS, this::look);
  }

  private void every(long millis, Runnable work) {
    var unused = timer.scheduleAtFixedRate(work, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void renew(Run.Action renewal) {
    try {
      renewal.run();
      lost.set(null);
      answered();
    } catch (IOException e) {
      lost.set(e);
    } catch (RuntimeException | Error e) {
      // the timer would never try again
      lost.set(new IOException(e));
    }
  }

  private synchronized void answered() {
    lastAnswer = System.nanoTime();
  }

  /** Interrupts again and again: a client may clean up with calls that wait as well. */
  private synchronized void look() {
    long now = System.nanoTime();
    if (now - lastLook > STOPPED_NANOS) {
      lastAnswer += now - lastLook; // this process was stopped: HBase may have answered long ago
    }
    lastLook = now;
    if (waiting != null && now - lastAnswer > patience) {
      gaveUp = true;
      waiting.interrupt();
    }
  }

  /**
   * Runs a step that needs HBase on this thread.
   *
   * @throws UnansweredException if nothing was heard of HBase for longer than the lease
   */
  <T> T patiently(Run.Step<T> step) throws IOException {
    begin();
    try {
      return step.run();
    } catch (IOException | RuntimeException e) {
      if (end()) {
        throw new UnansweredException(Duration.ofNanos(patience), e);
      }
      throw e;
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    waiting = Thread.currentThread();
    lastAnswer = System.nanoTime();
    gaveUp = false;
  }

  private synchronized boolean end() {
    waiting = null;
    if (gaveUp && Thread.interrupted()) {
      // the interrupt was ours: it has done its work, or came when the step was done
      return true;
    }
    return gaveUp;
  }

  /**
   * @throws IOException if the last renewal failed: another run may have begun
   */
  void check() throws IOException {
    IOException failure = lost.get();
    if (failure != null) {
      throw new IOException("Cannot go on: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
