package io.howdah.tune;

import io.howdah.predict.Engine;
import io.howdah.source.SourceSpec;
import java.time.Duration;
import java.util.List;

/**
 * What {@code tune} is asked to measure; travels to a cluster's task as JSON.
 *
 * @param model folder or zip, qualified where a task reads it
 * @param input files, folders and globs
 * @param format of the input's files
 * @param engines as {@code --engine} names them
 * @param seconds for the whole sweep
 */
public record TuneRequest(
    String model,
    List<String> input,
    SourceSpec format,
    List<String> engines,
    List<Integer> threads,
    List<Integer> batchSizes,
    int seconds) {
  /** The same with its paths in full. */
  public TuneRequest at(String fullModel, List<String> fullInput) {
    return new TuneRequest(fullModel, fullInput, format, engines, threads, batchSizes, seconds);
  }

  Sweep.Plan plan() {
    return new Sweep.Plan(
        engines.stream().map(Engine::of).toList(),
        threads,
        batchSizes,
        Duration.ofSeconds(seconds));
  }
}
