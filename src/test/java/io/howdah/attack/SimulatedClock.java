package io.howdah.attack;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The times of data, an hour behind the clock on the wall so that none is in the future. No two are
 * the same: those of versions are even, those of events odd.
 */
final class SimulatedClock {
  private static final long BEHIND_MILLIS = 3_600_000;

  private final AtomicLong last = new AtomicLong();

  long version() {
    return next() * 2;
  }

  long event() {
    return next() * 2 + 1;
  }

  private long next() {
    long now = (System.currentTimeMillis() - BEHIND_MILLIS) / 2;
    return last.updateAndGet(before -> Math.max(before + 1, now));
  }
}
