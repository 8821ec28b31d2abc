package io.howdah.gate;

import java.util.Optional;

/** A run whose scores or values moved. */
public final class MaxScorePsi extends StabilityGate {
  public MaxScorePsi() {
    super(
        "max-score-psi",
        "score",
        "stability index of scores or values against the published version",
        "the distribution of the scores (or the values of a regression) differs more from that of"
            + " the published version: the population stability index is larger");
  }

  @Override
  Optional<StabilityIndex> compare(HistogramCounts counts, Histogram published) {
    return counts.against(published);
  }
}
