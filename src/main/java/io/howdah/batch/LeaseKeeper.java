package io.howdah.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Renews a run's lease in the background, as long as its driver lives. */
final class LeaseKeeper implements AutoCloseable {
  /** Renews once. */
  interface Renewal {
    void renew() throws IOException;
  }

  private final ScheduledExecutorService timer;
  private final AtomicReference<IOException> lost = new AtomicReference<>();

  LeaseKeeper(Duration lease, Renewal renewal) {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "howdah-lease");
              thread.setDaemon(true);
              return thread;
            });
    long period = lease.toMillis() / 3;
    var unused =
        timer.scheduleAtFixedRate(() -> renew(renewal), period, period, TimeUnit.MILLISECONDS);
  }

  private void renew(Renewal renewal) {
    try {
      renewal.renew();
      lost.set(null);
    } catch (IOException e) {
      lost.set(e);
    }
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
