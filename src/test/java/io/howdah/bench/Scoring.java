package io.howdah.bench;

import io.howdah.model.NativeBackend;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Scores one mini-batch: JMH's part of {@link PredictRates}. */
@State(Scope.Benchmark)
public class Scoring {
  private static final float TOLERANCE = 1e-4f;

  /** A {@link BenchNetwork}. */
  @Param("SMALL_MLP")
  public String network;

  /** A {@link Contender}. */
  @Param(Contender.OUTPUT)
  public String contender;

  private Contender chosen;

  /** Opens the contender and sees that its scores are those of {@code output()}. */
  @Setup
  public void open() throws Exception {
    NativeBackend.prepare();
    BenchNetwork of = BenchNetwork.valueOf(network);
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    chosen = Contender.of(contender, of, folder);
    chosen.score();
    float[] scores = chosen.scores();
    if (scores.length > 0 && !contender.equals(Contender.OUTPUT)) {
      try (Contender oracle = new NetworkOutput(of)) {
        oracle.score();
        compare(scores, oracle.scores());
      }
    }
  }

  private static void compare(float[] scores, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(scores[i] - expected[i]) > TOLERANCE) {
        throw new IllegalStateException(
            "Invalid score " + i + ": " + scores[i] + " (must be " + expected[i] + ")");
      }
    }
  }

  @Benchmark
  public void miniBatch() {
    chosen.score();
  }

  @TearDown
  public void close() {
    chosen.close();
  }
}
