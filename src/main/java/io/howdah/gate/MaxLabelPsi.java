package io.howdah.gate;

import java.util.Optional;

/** A run whose winning labels moved. */
public final class MaxLabelPsi extends StabilityGate {
  public MaxLabelPsi() {
    super(
        "max-label-psi",
        "label",
        "the same of the labels",
        "the population stability index of the winning labels is larger");
  }

  @Override
  Optional<StabilityIndex> compare(HistogramCounts counts, Histogram published) {
    return counts.labelsAgainst(published);
  }
}
