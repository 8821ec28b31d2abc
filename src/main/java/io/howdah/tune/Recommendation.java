package io.howdah.tune;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which candidates to take: without a limit of latency the smallest mini-batch within 5% of the
 * best throughput, for a larger one costs memory and gives nothing; with one, the fastest whose p99
 * is within it.
 *
 * @param maxMillis that a mini-batch may take
 */
public record Recommendation(OptionalDouble maxMillis) {
  private static final double WITHIN = 0.95;

  /** One for each engine and number of threads that has any, in the order of the sweep. */
  public List<Measured> ofEach(List<Measured> sweep) {
    Map<Candidate, List<Measured>> groups = new LinkedHashMap<>();
    for (Measured measured : sweep) {
      Candidate of = measured.candidate();
      groups
          .computeIfAbsent(new Candidate(of.engine(), of.threads(), 0), key -> new ArrayList<>())
          .add(measured);
    }
    return groups.values().stream().map(this::choose).flatMap(Optional::stream).toList();
  }

  /** Of the recommended ones the one with the most rows per second and thread. */
  public Optional<Measured> best(List<Measured> sweep) {
    return ofEach(sweep).stream().max(Comparator.comparingDouble(Measured::rowsPerThread));
  }

  private Optional<Measured> choose(Collection<Measured> group) {
    List<Measured> soonEnough =
        group.stream()
            .filter(each -> maxMillis.isEmpty() || each.p99Millis() <= maxMillis.getAsDouble())
            .toList();
    double best = soonEnough.stream().mapToDouble(Measured::rowsPerSecond).max().orElse(0);
    double enough = maxMillis.isPresent() ? best : best * WITHIN;
    return soonEnough.stream()
        .filter(each -> each.rowsPerSecond() >= enough)
        .min(Comparator.comparingInt(each -> each.candidate().batchSize()));
  }
}
