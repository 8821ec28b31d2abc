package io.howdah.predict;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Predictors that wait for the next task of this JVM, so that a model is loaded once a JVM and
 * thread, not once per task. A predictor serves one task at a time.
 */
public final class PredictorPool {
  private static final ConcurrentHashMap<Key, Queue<Predictor>> IDLE = new ConcurrentHashMap<>();

  private record Key(String fingerprint, Engine engine) {}

  /** Makes a predictor where none is idle. */
  public interface Loader<E extends Exception> {
    Predictor load() throws E;
  }

  private PredictorPool() {}

  /**
   * @param fingerprint SHA-256 of the model
   * @param engine that was asked for
   */
  public static <E extends Exception> Predictor borrow(
      String fingerprint, Engine engine, Loader<E> loader) throws E {
    Queue<Predictor> idle = IDLE.get(new Key(fingerprint, engine));
    Predictor predictor = idle == null ? null : idle.poll();
    return predictor == null ? loader.load() : predictor;
  }

  public static void giveBack(String fingerprint, Engine engine, Predictor predictor) {
    IDLE.computeIfAbsent(new Key(fingerprint, engine), key -> new ConcurrentLinkedQueue<>())
        .add(predictor);
  }
}
