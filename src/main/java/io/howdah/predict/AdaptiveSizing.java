package io.howdah.predict;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Finds a size on the mini-batches of the work itself: doubles it until two doublings in a row have
 * not made the engine 5% faster, and takes the smallest size within 5% of the fastest. Where memory
 * runs out it takes half, for good. What one task of a JVM has found, the next one begins with.
 *
 * <p>Speed is by CPU time of the calling thread, and a size's is that of its fastest mini-batch,
 * since whatever else runs on the machine can only make one slower. The first of each size do not
 * count: engines make room then.
 */
public final class AdaptiveSizing implements BatchSizing {
  static final int FIRST = 64;
  static final int MOST = 8192;

  private static final double WORTH = 1.05;
  private static final int MISSES = 2; // doublings without gain
  private static final int WARM_UP = 2; // mini-batches
  private static final int TIMED = 6; // mini-batches
  private static final long PATIENCE_NANOS = 3_000_000_000L; // of the engine, for all sizes
  private static final long ROOM = 64L << 20; // bytes of features and outputs

  private static final Map<String, Found> FOUND = new ConcurrentHashMap<>();

  /** What a JVM knows of a model: the size, the largest that memory allows, and if it is final. */
  private record Found(int rows, int most, boolean settled) {}

  private final String key;
  private final LongSupplier cpuNanos;
  private final SortedMap<Integer, Double> speeds = new TreeMap<>(); // rows a nanosecond
  private int rows;
  private int most;
  private boolean settled;
  private long began;
  private long spent;
  private int seen;
  private int misses;

  private AdaptiveSizing(String key, Found found, LongSupplier cpuNanos) {
    this.key = key;
    this.rows = found.rows();
    this.most = found.most();
    this.settled = found.settled();
    this.cpuNanos = cpuNanos;
  }

  /**
   * @param fingerprint SHA-256 of the model
   * @param width and {@code outputs} of a row: floats that a mini-batch holds for it
   */
  public static AdaptiveSizing of(String fingerprint, Engine engine, int width, int outputs) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return of(
        fingerprint,
        engine,
        width,
        outputs,
        threads.isCurrentThreadCpuTimeSupported()
            ? threads::getCurrentThreadCpuTime
            : System::nanoTime);
  }

  static AdaptiveSizing of(
      String fingerprint, Engine engine, int width, int outputs, LongSupplier cpuNanos) {
    String key = fingerprint + engine.text();
    long fits = ROOM / Float.BYTES / ((long) width + outputs);
    int most = (int) Math.max(1, Math.min(MOST, fits));
    Found fresh = new Found(Math.min(FIRST, most), most, false);
    return new AdaptiveSizing(key, FOUND.getOrDefault(key, fresh), cpuNanos);
  }

  /** Forgets what this JVM has found. */
  static void forget() {
    FOUND.clear();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public void begins() {
    if (!settled) {
      began = cpuNanos.getAsLong();
    }
  }

  @Override
  public void scored(int size) {
    if (settled || size != rows) {
      return; // it is not full
    }
    long nanos = Math.max(1, cpuNanos.getAsLong() - began);
    spent += nanos;
    seen++;
    if (seen > WARM_UP) {
      speeds.merge(rows, (double) size / nanos, Math::max);
    }
    if (spent >= PATIENCE_NANOS) {
      settle(enough());
    } else if (seen == WARM_UP + TIMED) {
      grow();
    }
  }

  private void grow() {
    double before =
        speeds.headMap(rows).values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    misses = speeds.get(rows) < before * WORTH ? misses + 1 : 0;
    if (misses == MISSES || rows * 2 > most) {
      settle(enough());
    } else {
      seen = 0;
      rows *= 2;
    }
  }

  /** The smallest size within 5% of the fastest. */
  private int enough() {
    double best = speeds.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return speeds.entrySet().stream()
        .filter(size -> size.getValue() * WORTH >= best)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(rows);
  }

  @Override
  public boolean outOfMemory(int size) {
    if (size <= 1) {
      return false;
    }
    most = Math.min(most, size / 2);
    settle(Math.min(rows, most));
    return true;
  }

  private void settle(int size) {
    rows = size;
    settled = true;
    FOUND.merge(key, new Found(rows, most, true), AdaptiveSizing::smaller);
  }

  /** Two threads of a JVM may find different sizes; the memory is one. */
  private static Found smaller(Found one, Found other) {
    return one.rows() <= other.rows() ? one : other;
  }

  /** True once the size does not change any more, unless memory runs out. */
  boolean isSettled() {
    return settled;
  }
}
