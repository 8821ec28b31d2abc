package io.howdah.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * The scoreboard: measures Howdah beside its peers, in turns and in one run, and prints a table of
 * medians and ratios: {@code mvn -B -ntp -q test-compile exec:exec@bench}.
 */
public final class Benchmark {
  /** Parts that need no HBase, in their order; then those that do, and those with Kafka too. */
  private static final List<String> ALONE =
      List.of("predict", "int8", "row", "start", "memory", "decode");

  private static final List<String> HBASE = List.of("job", "lookup", "multiget", "serve");
  private static final List<String> KAFKA = List.of("stream", "fresh");
  private static final String SOAK = "soak";

  private final Path folder;
  private final int rounds;
  private final int minutes;
  private final List<String> parts;
  private final List<Comparison> found = new ArrayList<>();

  private Benchmark(Path folder, int rounds, int minutes, List<String> parts) {
    this.folder = folder;
    this.rounds = rounds;
    this.minutes = minutes;
    this.parts = parts;
  }

  /** Prints the table to standard output, progress to standard error. */
  public static void main(String[] arguments) throws Exception {
    CommandLine line = new DefaultParser().parse(options(), arguments);
    int rows = Integer.parseInt(line.getOptionValue("rows", "1000000"));
    Path folder = Path.of(line.getOptionValue("folder", "target/bench")).toAbsolutePath();
    Files.createDirectories(folder);
    Benchmark benchmark =
        new Benchmark(
            folder,
            Integer.parseInt(line.getOptionValue("rounds", "3")),
            Integer.parseInt(line.getOptionValue("minutes", "10")),
            parts(line.getOptionValue("only")));
    System.err.println("making " + rows + " rows …");
    benchmark.run(BenchData.make(folder, rows));
    System.out.println(Comparison.table(benchmark.found));
    TargetChart.of(benchmark.found).write(folder.resolve("scoreboard"));
    System.exit(0);
  }

  private static List<String> parts(String only) {
    List<String> usual = new ArrayList<>(ALONE);
    usual.addAll(HBASE);
    usual.addAll(KAFKA);
    List<String> parts = only == null ? usual : List.of(only.split(",", -1));
    usual.add(SOAK);
    if (!usual.containsAll(parts)) {
      throw new IllegalArgumentException(
          "Invalid --only: " + parts + " (must be of " + usual + ")");
    }
    return parts;
  }

  private void run(BenchData data) throws Exception {
    for (String part : ALONE) {
      if (parts.contains(part)) {
        found.addAll(alone(part, data));
      }
    }
    boolean withKafka = !Collections.disjoint(parts, KAFKA) || parts.contains(SOAK);
    if (withKafka || !Collections.disjoint(parts, HBASE)) {
      try (BenchServer server = BenchServer.start(folder)) {
        WholeJob.prepare(data, server);
        for (String part : HBASE) {
          if (parts.contains(part)) {
            found.addAll(withHBase(part, data, server));
          }
        }
        if (withKafka) {
          withKafka(data, server);
        }
      }
    }
  }

  private List<Comparison> alone(String part, BenchData data) throws Exception {
    return switch (part) {
      case "predict" -> PredictRates.compare(folder, rounds);
      case "int8" -> Int8.compare(folder, rounds);
      case "row" -> DecodeRates.compare(folder, rounds);
      case "start" -> MapperCost.start(data, rounds);
      case "memory" -> MapperCost.memory(data, rounds);
      default -> DecodeAndScore.compare(data, rounds);
    };
  }

  private List<Comparison> withHBase(String part, BenchData data, BenchServer server)
      throws Exception {
    return switch (part) {
      case "job" -> WholeJob.compare(data, server, rounds);
      case "lookup" -> MergedLookup.compare(data, server, rounds);
      case "multiget" -> MultiGet.compare(data, server, rounds);
      default -> ServedLookup.compare(data, server, rounds);
    };
  }

  private void withKafka(BenchData data, BenchServer server) throws Exception {
    try (BenchKafka kafka = BenchKafka.start(folder)) {
      if (parts.contains("stream")) {
        found.addAll(StreamCatchUp.compare(data, server, kafka, rounds));
      }
      if (parts.contains("fresh")) {
        found.addAll(Freshness.compare(data, server, kafka, rounds));
      }
      if (parts.contains(SOAK)) {
        found.addAll(Soak.run(data, server, kafka, minutes));
      }
    }
  }

  private static Options options() {
    return new Options()
        .addOption(Option.builder().longOpt("rows").hasArg().build())
        .addOption(Option.builder().longOpt("rounds").hasArg().build())
        .addOption(Option.builder().longOpt("minutes").hasArg().build())
        .addOption(Option.builder().longOpt("only").hasArg().build())
        .addOption(Option.builder().longOpt("folder").hasArg().build());
  }
}
