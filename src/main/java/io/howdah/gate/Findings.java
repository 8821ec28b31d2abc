package io.howdah.gate;

import java.util.Optional;

/**
 * What a finished run is judged by.
 *
 * @param counts of the run; they balance
 * @param evidence that its tasks left, added up
 * @param published what is published when the gates judge; empty where nothing is
 */
public record Findings(Counts counts, Evidences evidence, Optional<Reference> published) {
  /** The same beside another version that is published. */
  public Findings against(Optional<Reference> reference) {
    return new Findings(counts, evidence, reference);
  }

  /** Null where the task has no score. */
  public Histogram histogram() {
    return evidence.find(HistogramCounts.KIND).map(HistogramCounts::histogram).orElse(null);
  }

  /** Null where nothing is published. */
  public Long comparedWith() {
    return published.map(Reference::version).orElse(null);
  }
}
