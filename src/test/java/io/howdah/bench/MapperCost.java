package io.howdah.bench;

import io.howdah.batch.LoneMapper;
import io.howdah.model.NativeBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the JVM of one mapper costs: CPU time until the first scores, and memory. */
final class MapperCost {
  /** What howdah gives a mapper. */
  private static final List<String> JVM = WholeJob.JVM;

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private MapperCost() {}

  /** CPU seconds, from the start of the JVM to the first mini-batch that is scored. */
  static List<Comparison> start(BenchData data, int rounds) throws Exception {
    NativeBackend.prepare();
    List<String> bare = new ArrayList<>(JVM);
    bare.add("-D" + EXTENSION + "=" + System.getProperty(EXTENSION));
    List<String> output =
        List.of(
            BareOutput.class.getName(),
            zip(data).toString(),
            String.valueOf(BenchNetwork.SMALL_MLP.miniBatch()),
            String.valueOf(BenchData.FEATURES));
    List<String> first = mapper("first", data);
    double[] howdah = new double[rounds];
    double[] peer = new double[rounds];
    // the first round warms the disk up
    for (int round = -1; round < rounds; round++) {
      Metered.Cost ours = run(data, "mapper-start-" + round, JVM, first);
      Metered.Cost theirs = run(data, "bare-output-" + round, bare, output);
      if (round >= 0) {
        howdah[round] = ours.cpuSeconds();
        peer[round] = theirs.cpuSeconds();
        System.err.printf(
            "start of a mapper, round %d: %.2f CPU s, bare output() %.2f%n",
            round + 1, howdah[round], peer[round]);
      }
    }
    return List.of(
        new Comparison(
            "start of a mapper",
            "a mapper's JVM to its first mini-batch, CPU s, against a bare JVM + output()",
            howdah,
            peer,
            1.3,
            false));
  }

  static List<Comparison> memory(BenchData data, int rounds) throws Exception {
    double[] peak = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      peak[round] = run(data, "mapper-all-" + round, JVM, mapper("all", data)).peakMiB();
      System.err.printf("memory of a mapper, round %d: %.0f MiB%n", round + 1, peak[round]);
    }
    return List.of(
        new Comparison(
            "memory of a mapper",
            "peak resident set of a mapper with its sort, MLP 32-64-64-2, MB",
            megabytes(peak),
            new double[0],
            500,
            false));
  }

  private static double[] megabytes(double[] mebibytes) {
    return Arrays.stream(mebibytes).map(mib -> mib * (1 << 20) / 1e6).toArray();
  }

  private static Path zip(BenchData data) {
    return data.model().resolve("model.zip");
  }

  private static List<String> mapper(String until, BenchData data) throws IOException {
    Path job = data.folder().resolve("mapper-job.xml");
    LoneMapper.writeJob(job, data.card(), zip(data), BenchData.columns());
    return List.of(
        LoneMapper.class.getName(), until, job.toUri().toString(), data.csv().toUri().toString());
  }

  private static Metered.Cost run(
      BenchData data, String name, List<String> jvm, List<String> command) throws Exception {
    List<String> flags = new ArrayList<>(jvm);
    flags.add("-Dhadoop.tmp.dir=" + data.folder().resolve("hadoop"));
    return Metered.run(data.folder(), name, System.getProperty("java.class.path"), flags, command);
  }
}
