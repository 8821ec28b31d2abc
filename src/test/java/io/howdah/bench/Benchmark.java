package io.howdah.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * Measures Howdah beside its peers, in turns and in one run, and prints a table of medians and
 * ratios: {@code mvn -B -ntp -q test-compile exec:exec@bench}.
 */
public final class Benchmark {
  private static final Set<String> PARTS =
      Set.of("decode", "lookup", "job", "start", "multiget", "serve", "stream", "fresh", "soak");

  private Benchmark() {}

  /** Prints the table to standard output, progress to standard error. */
  public static void main(String[] arguments) throws Exception {
    CommandLine line = new DefaultParser().parse(options(), arguments);
    int rows = Integer.parseInt(line.getOptionValue("rows", "1000000"));
    int rounds = Integer.parseInt(line.getOptionValue("rounds", "5"));
    List<String> parts =
        List.of(
            line.getOptionValue("only", "decode,lookup,job,start,multiget,serve,stream,fresh")
                .split(",", -1));
    if (!PARTS.containsAll(parts)) {
      throw new IllegalArgumentException(
          "Invalid --only: " + parts + " (must be of " + PARTS + ")");
    }
    Path folder = Path.of(line.getOptionValue("folder", "target/bench")).toAbsolutePath();
    Files.createDirectories(folder);
    System.err.println("making " + rows + " rows …");
    BenchData data = BenchData.make(folder, rows);
    List<Comparison> comparisons = new ArrayList<>();
    if (parts.contains("decode")) {
      comparisons.addAll(DecodeAndScore.compare(data, rounds));
    }
    if (!Set.of("decode").containsAll(parts)) {
      try (BenchServer server = BenchServer.start(folder)) {
        WholeJob.prepare(data, server);
        if (parts.contains("job")) {
          comparisons.addAll(WholeJob.compare(data, server, rounds));
        }
        if (parts.contains("start")) {
          comparisons.addAll(FirstMiniBatch.compare(data, server, rounds));
        }
        if (parts.contains("lookup")) {
          comparisons.addAll(MergedLookup.compare(data, server, rounds));
        }
        if (parts.contains("multiget")) {
          comparisons.addAll(MultiGet.compare(data, server, rounds));
        }
        if (parts.contains("serve")) {
          comparisons.addAll(ServedLookup.compare(data, server, rounds));
        }
        if (parts.stream().anyMatch(Set.of("stream", "fresh", "soak")::contains)) {
          try (BenchKafka kafka = BenchKafka.start(folder)) {
            if (parts.contains("stream")) {
              comparisons.addAll(StreamCatchUp.compare(data, server, kafka, rounds));
            }
            if (parts.contains("fresh")) {
              comparisons.addAll(Freshness.compare(data, server, kafka, rounds));
            }
            if (parts.contains("soak")) {
              int minutes = Integer.parseInt(line.getOptionValue("minutes", "10"));
              comparisons.addAll(Soak.run(data, server, kafka, minutes));
            }
          }
        }
      }
    }
    System.out.println(Comparison.table(comparisons));
    System.exit(0);
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
