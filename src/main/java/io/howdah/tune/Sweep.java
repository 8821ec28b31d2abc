package io.howdah.tune;

import io.howdah.predict.Engine;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Predictor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures candidates in turn: several short rounds of each rather than one long, because what else
 * runs on a machine comes and goes. The larger mini-batches of an engine are left out once one does
 * not fit in memory or takes too long for the time there is.
 */
public final class Sweep {
  private static final int ROUNDS = 7;
  private static final int WARM_UP = 2; // mini-batches
  private static final int WARM_UP_SHARE = 3; // of the time, a third at most
  private static final long LARGEST = 256L << 20; // bytes of features

  /** Where predictors come from. */
  public interface Source {
    /**
     * Opens an engine.
     *
     * @throws IOException with one line that says why it is not to be had
     */
    Predictor open(Engine engine, int threads) throws IOException;

    /** The threads that the engine may compute on from now on. */
    void use(int threads);

    /** Bytes of the process that lie in memory. */
    long residentBytes();
  }

  /**
   * What time is measured with, in nanoseconds.
   *
   * @param time that goes by: how long a mini-batch takes
   * @param cpu of the calling thread: how many rows per second it would do undisturbed. It is the
   *     same on an idle machine; on a busy one nothing else lets candidates be compared
   */
  public record Clocks(LongSupplier time, LongSupplier cpu) {
    /** Those of this JVM and thread. */
    public static Clocks system() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      return new Clocks(
          System::nanoTime,
          threads.isCurrentThreadCpuTimeSupported()
              ? threads::getCurrentThreadCpuTime
              : System::nanoTime);
    }
  }

  /** Hears how it goes on. */
  public interface Listener {
    /**
     * An engine is open.
     *
     * @param engine what really computes, as {@link Predictor#engine} names it
     */
    void opened(Engine asked, String engine);

    /** A candidate, or an engine, is not measured. */
    void leftOut(String what, String why);

    void round(int round, int rounds);
  }

  private final Supplier<MiniBatchReader> records;
  private final int width;
  private final Source source;
  private final Clocks clocks;
  private final Listener listener;
  private int threads = 1; // what an engine opens with

  /**
   * @param records to read again and again, of which at least one gives a row
   * @param width of a row
   */
  public Sweep(
      Supplier<MiniBatchReader> records,
      int width,
      Source source,
      Clocks clocks,
      Listener listener) {
    this.records = records;
    this.width = width;
    this.source = source;
    this.clocks = clocks;
    this.listener = listener;
  }

  /** What is measured, and how long all of it may take. */
  public record Plan(
      List<Engine> engines, List<Integer> threads, List<Integer> batchSizes, Duration limit) {
    public Plan {
      engines = List.copyOf(engines);
      threads = List.copyOf(threads);
      batchSizes = batchSizes.stream().sorted().distinct().toList();
    }

    int candidates() {
      return engines.size() * threads.size() * batchSizes.size();
    }
  }

  /**
   * Runs the sweep.
   *
   * @return what was measured, by engine, threads and size; empty where no engine could be opened
   */
  public List<Measured> run(Plan plan) throws IOException {
    long end = clocks.time().getAsLong() + plan.limit().toNanos();
    List<Predictor> opened = new ArrayList<>();
    try {
      List<Trial> trials = new ArrayList<>();
      for (Engine engine : plan.engines()) {
        for (int threads : plan.threads()) {
          open(engine, threads, plan, opened, trials);
        }
      }
      measure(trials, end);
      return trials.stream().map(Trial::measured).toList();
    } finally {
      opened.forEach(Predictor::close);
      use(1);
    }
  }

  /** Only where it changes: a model that needs no ND4J is not to load it. */
  private void use(int wanted) {
    if (wanted != threads) {
      source.use(wanted);
      threads = wanted;
    }
  }

  private void open(
      Engine engine, int wanted, Plan plan, List<Predictor> opened, List<Trial> trials)
      throws IOException {
    Predictor predictor;
    try {
      use(1);
      predictor = source.open(engine, wanted);
    } catch (IOException e) {
      listener.leftOut(
          engine.text() + (plan.threads().size() == 1 ? "" : ", threads: " + wanted),
          e.getMessage());
      return;
    }
    opened.add(predictor);
    use(wanted);
    listener.opened(engine, predictor.engine());
    long most = plan.limit().toNanos() / WARM_UP_SHARE / plan.candidates() / WARM_UP;
    for (int size : plan.batchSizes()) {
      Candidate candidate = new Candidate(engine, wanted, size);
      if ((long) size * width * Float.BYTES > LARGEST) {
        listener.leftOut(candidate.toString(), "its features take more than 256 MiB");
        return;
      }
      long before = source.residentBytes();
      try {
        Trial trial = new Trial(candidate, predictor, records, width, clocks);
        long took = trial.warmUp(WARM_UP);
        trial.grewBy(source.residentBytes() - before);
        trials.add(trial);
        if (took > most * 2) {
          leaveOutLarger(candidate, plan, took);
          return;
        }
      } catch (OutOfMemoryError e) {
        listener.leftOut(candidate + " and larger", "it does not fit in memory");
        return;
      } catch (RuntimeException e) {
        listener.leftOut(candidate + " and larger", "it failed: " + e.getMessage());
        return;
      }
    }
  }

  private void leaveOutLarger(Candidate last, Plan plan, long took) {
    if (last.batchSize() < plan.batchSizes().get(plan.batchSizes().size() - 1)) {
      listener.leftOut(
          last + " is the largest",
          "it takes " + took / 1_000_000 + " ms; allow more --seconds for larger ones");
    }
  }

  private void measure(List<Trial> trials, long end) throws IOException {
    List<Trial> order = new ArrayList<>(trials);
    for (int round = 0; round < ROUNDS; round++) {
      long left = end - clocks.time().getAsLong();
      if (round > 0 && left <= 0) {
        return;
      }
      listener.round(round + 1, ROUNDS);
      long slice = Math.max(0, left) / (ROUNDS - round) / Math.max(1, order.size());
      for (Trial trial : order) {
        use(trial.candidate().threads());
        trial.round(slice);
      }
      // who went last goes first: neither end of a round is a better place
      Collections.reverse(order);
    }
  }
}
