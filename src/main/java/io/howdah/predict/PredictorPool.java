package io.howdah.predict;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Predictors that wait for the next task of this JVM, so that a model is loaded once a JVM and
 * thread, not once a task. A predictor serves one task at a time.
 */
public final class PredictorPool {
  private static final ConcurrentHashMap<String, Queue<Predictor>> IDLE = new ConcurrentHashMap<>();

  /** Makes a predictor where none is idle. */
  public interface Loader<E extends Exception> {
    Predictor load() throws E;
  }

  private PredictorPool() {}

  /**
   * @param fingerprint SHA-256 of the model
   */
  public static <E extends Exception> Predictor borrow(String fingerprint, Loader<E> loader)
      throws E {
    Queue<Predictor> idle = IDLE.get(fingerprint);
    Predictor predictor = idle == null ? null : idle.poll();
    return predictor == null ? loader.load() : predictor;
  }

  public static void giveBack(String fingerprint, Predictor predictor) {
    IDLE.computeIfAbsent(fingerprint, key -> new ConcurrentLinkedQueue<>()).add(predictor);
  }
}
