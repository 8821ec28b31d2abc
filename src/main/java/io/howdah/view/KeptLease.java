package io.howdah.view;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lease of whoever makes or drops a view: renewed while that lasts, let go at its end. */
final class KeptLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptLease.class);

  private final Leases leases;
  private final String view;
  private final String owner;
  private final Duration duration;
  private final ScheduledExecutorService timer;

  /** Of one that was just taken. */
  KeptLease(Leases leases, String view, String owner, Duration duration) {
    this.leases = leases;
    this.view = view;
    this.owner = owner;
    this.duration = duration;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "howdah-kept-lease");
              thread.setDaemon(true);
              return thread;
            });
    long millis = Math.max(1, duration.toMillis() / 3);
    var unused = timer.scheduleWithFixedDelay(this::renew, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      leases.renew(view, Lease.NO_VERSION, Lease.NO_VERSION, owner, duration);
    } catch (IOException e) {
      LOG.warn("cannot renew the lease of view {}", view, e); // the next change notices
    }
  }

  /**
   * @throws CatalogException if it was lost
   */
  void check() throws IOException {
    leases.check(view, Lease.NO_VERSION, owner);
  }

  /**
   * Makes a change of the view's row that the lease guards.
   *
   * @throws CatalogException if it was lost
   */
  void change(Leases.Guarded change) throws IOException {
    leases.whileHeld(view, Lease.NO_VERSION, owner, change);
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    leases.release(view, owner);
  }
}
