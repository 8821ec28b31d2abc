package io.howdah.tune;

import io.howdah.model.Tuning;
import java.util.List;
import java.util.Map;

/**
 * What {@code tune} has measured; comes from a cluster's task as JSON.
 *
 * @param cpu where it ran
 * @param records of the sample, and {@code taken} with those that could not be decoded
 * @param engines that ran, by the one that was asked for
 * @param leftOut what was not measured, and why, by engine or candidate
 * @param failure why nothing was measured at all; empty otherwise
 */
public record TuneResult(
    String cpu,
    int records,
    int taken,
    List<Measured> sweep,
    Map<String, String> engines,
    Map<String, String> leftOut,
    String failure) {
  /** Of a task that could not measure; its job is done all the same, for it has said why. */
  public static TuneResult failed(String why) {
    return new TuneResult("", 0, 0, List.of(), Map.of(), Map.of(), why);
  }

  /** The entry of {@code tuning.json} for a recommended candidate. */
  public Tuning.Entry entry(Measured recommended, String sha256, boolean cluster, long now) {
    return new Tuning.Entry(
        new Tuning.Case(sha256, recommended.candidate().engine().text(), cpu, cluster),
        recommended.candidate().threads(),
        recommended.candidate().batchSize(),
        recommended.rowsPerSecond(),
        recommended.p50Millis(),
        recommended.p99Millis(),
        now);
  }
}
