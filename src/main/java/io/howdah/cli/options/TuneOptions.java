package io.howdah.cli.options;

import io.howdah.model.Tuning;
import io.howdah.predict.Engine;
import io.howdah.record.DecimalText;
import io.howdah.settings.Settings;
import io.howdah.tune.TuneRequest;
import io.howdah.tune.TuningChart;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * What {@code tune} is asked for.
 *
 * @param namesEngines true if the user said which; one that is missing is then an error
 * @param maxMillis that a mini-batch may take
 * @param chart to draw
 */
public record TuneOptions(
    TuneRequest request,
    boolean namesEngines,
    OptionalDouble maxMillis,
    Optional<Path> chart,
    boolean onCluster) {
  private static final String ENGINES = "engines";
  private static final String BATCH_SIZES = "batch-sizes";
  private static final String THREADS = "threads";
  private static final String SECONDS = "seconds";
  private static final String MAX_LATENCY = "max-latency";
  private static final String CHART = "chart";
  private static final int USUAL_SECONDS = 30;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_THREADS = 64;
  private static final int MOST_VALUES = 32;
  private static final List<Integer> USUAL_SIZES =
      List.of(1, 4, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096);

  public static List<Option> options() {
    return List.of(
        Arguments.with(ENGINES, "A,B", "of nd4j, onnxruntime, dl4j (default: all that there are)"),
        Arguments.with(BATCH_SIZES, "N,N", "mini-batch sizes to try (default 1 to 4096)"),
        Arguments.with(THREADS, "N,N", "threads of an engine to try (default 1)"),
        Arguments.with(SECONDS, "N", "about how long all of it may take (default 30)"),
        Arguments.with(
            MAX_LATENCY, "MILLIS", "recommend the fastest whose mini-batches take no longer (p99)"),
        Arguments.with(CHART, "FILE", "draw the curve, as .svg or .png"),
        Arguments.flag("on-cluster", "measure in a task of the cluster, where the work will run"));
  }

  public static TuneOptions of(CommandLine line, Settings settings, Usage usage)
      throws UsageException {
    String model = ModelOptions.onlyArgument(line, usage);
    if (!line.hasOption("input")) {
      throw new UsageException("Cannot tune " + model + ": --input is needed");
    }
    return new TuneOptions(
        new TuneRequest(
            model,
            List.of(line.getOptionValues("input")),
            InputOptions.spec(line, settings),
            engines(line),
            numbers(line, THREADS, MOST_THREADS, List.of(1)),
            numbers(line, BATCH_SIZES, Tuning.MAX_BATCH_SIZE, USUAL_SIZES),
            Arguments.whole(line, SECONDS, 1, MOST_SECONDS, USUAL_SECONDS)),
        line.hasOption(ENGINES),
        maxMillis(line),
        chart(line),
        line.hasOption("on-cluster"));
  }

  private static List<String> engines(CommandLine line) throws UsageException {
    List<String> named = Arguments.list(line, ENGINES);
    List<String> engines = new ArrayList<>();
    for (String name : named) {
      try {
        engines.add(Engine.of(name).text());
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage());
      }
    }
    return named.isEmpty()
        ? Arrays.stream(Engine.values()).map(Engine::text).toList()
        : engines.stream().distinct().toList();
  }

  private static List<Integer> numbers(
      CommandLine line, String option, int most, List<Integer> usual) throws UsageException {
    List<Integer> numbers = new ArrayList<>();
    for (String text : Arguments.list(line, option)) {
      numbers.add(Arguments.whole(option, text, 1, most));
    }
    if (numbers.size() > MOST_VALUES) {
      throw new UsageException(
          "Invalid --" + option + ": " + numbers.size() + " values (must be at most 32)");
    }
    return numbers.isEmpty() ? usual : numbers.stream().distinct().toList();
  }

  private static OptionalDouble maxMillis(CommandLine line) throws UsageException {
    String text = line.getOptionValue(MAX_LATENCY);
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      double millis = DecimalText.parse(text);
      if (millis > 0 && millis < Double.POSITIVE_INFINITY) {
        return OptionalDouble.of(millis);
      }
    } catch (NumberFormatException e) {
      throw new UsageException(invalidLatency(text));
    }
    throw new UsageException(invalidLatency(text));
  }

  private static String invalidLatency(String text) {
    return "Invalid --" + MAX_LATENCY + ": " + text + " (must be milliseconds above 0)";
  }

  private static Optional<Path> chart(CommandLine line) throws UsageException {
    String text = line.getOptionValue(CHART);
    if (text == null) {
      return Optional.empty();
    }
    try {
      Path file = Path.of(text);
      if (TuningChart.takes(file)) {
        return Optional.of(file);
      }
    } catch (InvalidPathException e) {
      throw new UsageException("Invalid --" + CHART + ": " + e.getMessage());
    }
    throw new UsageException("Invalid --" + CHART + ": " + text + " (must end with .svg or .png)");
  }
}
