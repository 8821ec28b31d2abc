package io.howdah.attack;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A number that only grows, and what it was a moment ago. */
final class Growing {
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final NavigableMap<Long, Long> since = new TreeMap<>();

  /** From now on it is no less than that. */
  synchronized void reach(long value) {
    long now = System.nanoTime();
    if (since.isEmpty() || value > since.lastEntry().getValue()) {
      since.put(now, value);
    }
    Long old = since.floorKey(now - KEPT_NANOS);
    if (old != null) {
      since.headMap(old).clear();
    }
  }

  /** What it was so long ago, at most a minute; 0 before it was anything. */
  synchronized long ago(long nanos) {
    var entry = since.floorEntry(System.nanoTime() - nanos);
    return entry == null ? 0 : entry.getValue();
  }
}
