package io.howdah.optimize;

import io.howdah.model.Drift;
import java.util.Optional;

/**
 * One line of the comparison: the parent or a variant of it.
 *
 * @param name of the variant, or {@code parent}
 * @param engine that scored it
 * @param bytes of its file
 * @param rowsPerSecond of CPU time on one thread
 * @param drift from the parent's {@code output()}
 * @param refusal why it may not be taken; empty where it may
 */
public record Contender(
    String name,
    String engine,
    long bytes,
    double rowsPerSecond,
    Drift drift,
    Optional<String> refusal) {
  static final String PARENT = "parent";
}
