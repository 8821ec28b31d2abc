package io.howdah.bench;

import io.howdah.model.NativeBackend;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * From the start of a JVM to its first scored mini-batch: {@code score --dry-run}, which reads the
 * settings, checks the model and scores a sample of the input as a mapper does, and a bare JVM that
 * restores the same network and calls {@code output()} once. Both with the flags of a mapper and
 * without an archive of classes, which a node of a cluster has none of.
 */
final class FirstMiniBatch {
  private static final int ROWS = 200;

  private FirstMiniBatch() {}

  static List<Comparison> compare(BenchData data, BenchServer server, int rounds) throws Exception {
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      Metered.Cost ours =
          run(
              data,
              server,
              "first-" + round,
              "io.howdah.cli.Main",
              "score",
              WholeJob.VIEW,
              "--dry-run",
              "--model",
              data.model().toString(),
              "--input",
              data.csv().toString());
      Metered.Cost bare =
          run(
              data,
              server,
              "bare-" + round,
              Bare.class.getName(),
              data.model().resolve("model.zip").toString());
      // the first round reads files that the next ones find in memory
      if (round >= 0) {
        howdah[round] = ours.cpuSeconds();
        peer[round] = bare.cpuSeconds();
        System.err.printf(
            "first mini-batch, round %d: %.2f CPU s, bare %.2f%n",
            round + 1, howdah[round], peer[round]);
      }
    }
    return List.of(
        new Comparison(
            "start of a JVM to its first mini-batch, CPU s, against a bare JVM + output()",
            howdah,
            peer,
            1.3,
            false));
  }

  private static Metered.Cost run(
      BenchData data, BenchServer server, String name, String... command) throws Exception {
    return Metered.run(data.folder(), name, server.classPath(), WholeJob.JVM, List.of(command));
  }

  /** The peer. */
  public static final class Bare {
    private Bare() {}

    /** Scores one mini-batch with the network in that file. */
    public static void main(String[] arguments) throws Exception {
      NativeBackend.prepare();
      var network = ModelSerializer.restoreMultiLayerNetwork(Path.of(arguments[0]).toFile());
      System.out.println(
          network.output(Nd4j.rand(ROWS, BenchData.FEATURES), false).getDouble(ROWS - 1, 1));
    }
  }
}
