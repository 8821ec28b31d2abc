package io.howdah.optimize;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * Rows a second of CPU time, of predictors that take turns: what else runs on the machine comes and
 * goes, and then it comes and goes for all of them.
 */
final class Throughput {
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 20_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Throughput() {}

  /**
   * Measures.
   *
   * @param predictors that compute on the calling thread
   * @return rows per second of each, the median of the rounds
   */
  static double[] of(List<Predictor> predictors, Rows rows) {
    double[][] rates = new double[predictors.size()][ROUNDS];
    // the first round warms up
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < rates.length; i++) {
        double rate = rate(predictors.get(i), rows);
        if (round >= 0) {
          rates[i][round] = rate;
        }
      }
    }
    return Arrays.stream(rates).mapToDouble(Throughput::median).toArray();
  }

  private static double rate(Predictor predictor, Rows rows) {
    MiniBatch first = rows.batches().get(0);
    Scores scores = new Scores(first.capacity(), predictor.outputs());
    long scored = 0;
    long begin = THREADS.getCurrentThreadCpuTime();
    long took = 0;
    while (took < ROUND_NANOS) {
      // always the same one: a task has no more of them
      predictor.predict(first, 0, first.size(), scores);
      scored += first.size();
      took = THREADS.getCurrentThreadCpuTime() - begin;
    }
    return scored * 1e9 / took;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
