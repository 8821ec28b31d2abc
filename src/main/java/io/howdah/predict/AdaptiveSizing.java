package io.howdah.predict;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds a size on the mini-batches of the work itself: doubles it for as long as the engine's rows
 * a second rise by more than 5%, then stays. Where memory runs out it takes half, for good. What
 * one task of a JVM has found, the next one begins with.
 *
 * <p>A size's speed is that of its fastest mini-batch, since whatever else runs on the machine can
 * only make one slower. The first of each size do not count: engines make room then.
 */
public final class AdaptiveSizing implements BatchSizing {
  static final int FIRST = 64;
  static final int MOST = 8192;

  private static final double WORTH = 1.05;
  private static final int WARM_UP = 2; // mini-batches
  private static final int TIMED = 6; // mini-batches
  private static final long PATIENCE_NANOS = 3_000_000_000L; // of the engine, for all sizes
  private static final long ROOM = 64L << 20; // bytes of features and outputs

  private static final Map<String, Found> FOUND = new ConcurrentHashMap<>();

  /** What a JVM knows of a model: the size, the largest that memory allows, and if it is final. */
  private record Found(int rows, int most, boolean settled) {}

  private final String key;
  private int rows;
  private int most;
  private boolean settled;
  private int seen;
  private double best;
  private double before;
  private long spent;

  private AdaptiveSizing(String key, Found found) {
    this.key = key;
    this.rows = found.rows();
    this.most = found.most();
    this.settled = found.settled();
  }

  /**
   * @param fingerprint SHA-256 of the model
   * @param width and {@code outputs} of a row: floats that a mini-batch holds for it
   */
  public static AdaptiveSizing of(String fingerprint, Engine engine, int width, int outputs) {
    String key = fingerprint + engine.text();
    long fits = ROOM / Float.BYTES / ((long) width + outputs);
    int most = (int) Math.max(1, Math.min(MOST, fits));
    Found fresh = new Found(Math.min(FIRST, most), most, false);
    return new AdaptiveSizing(key, FOUND.getOrDefault(key, fresh));
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
  public void scored(int size, long nanos) {
    if (settled || size != rows) {
      return; // not full, or of the size before
    }
    spent += nanos;
    seen++;
    if (seen > WARM_UP) {
      best = Math.max(best, (double) size / Math.max(1, nanos));
    }
    if (seen < WARM_UP + TIMED && spent < PATIENCE_NANOS) {
      return;
    }
    if (best < before * WORTH) {
      settle(rows / 2); // the last doubling gave nothing
    } else if (rows * 2 > most || spent >= PATIENCE_NANOS) {
      settle(rows);
    } else {
      before = best;
      best = 0;
      seen = 0;
      rows *= 2;
    }
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
