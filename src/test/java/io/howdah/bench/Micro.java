package io.howdah.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs a JMH benchmark for each of several contenders in turn, in a JVM of its own for each round,
 * and tells operations by second of CPU time.
 *
 * @param log where JMH's own report goes
 */
record Micro(Path log) {
  private static final TimeValue ITERATION = TimeValue.milliseconds(500);

  static {
    // a short command line, or ONNX Runtime brings the JVM down
    System.setProperty("jmh.separateClasspathJAR", "true");
  }

  /** One measurement: a method of a JMH class with its parameters. */
  record Task(Class<?> type, String method, Map<String, String> parameters) {}

  /**
   * @return by task and round; NaN where it failed
   */
  double[][] rates(int rounds, Task... tasks) {
    double[][] rates = new double[tasks.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < tasks.length; i++) {
        // each first in turn
        int task = (i + round) % tasks.length;
        rates[task][round] = rate(tasks[task]);
        System.err.printf(
            "%s %s, round %d: %,.0f by CPU second%n",
            tasks[task].method,
            new TreeMap<>(tasks[task].parameters).values(),
            round + 1,
            rates[task][round]);
      }
    }
    return rates;
  }

  private double rate(Task task) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + task.type.getName().replace(".", "\\.") + "\\." + task.method + "$")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            // compiled at once, or a busy machine would leave the compiler no time to warm up
            .jvmArgsAppend("-Xbatch")
            .warmupIterations(3)
            .warmupTime(ITERATION)
            .measurementIterations(5)
            .measurementTime(ITERATION)
            .addProfiler(CpuTime.class)
            .shouldFailOnError(true)
            .output(log.toString());
    task.parameters.forEach(options::param);
    try {
      RunResult result = new Runner(options.build()).runSingle();
      // the median: on a busy machine the compiler may still be at work in the first one
      return 1e9
          / result.getSecondaryResults().get(CpuTime.LABEL).getStatistics().getPercentile(50);
    } catch (RunnerException e) {
      System.err.println(task + ": " + e.getMessage() + "; see " + log);
      return Double.NaN;
    }
  }

  /** The better of two in each round. */
  static double[] best(double[] one, double[] other) {
    double[] best = Arrays.copyOf(one, one.length);
    for (int i = 0; i < best.length; i++) {
      best[i] = Math.max(one[i], other[i]);
    }
    return best;
  }
}
