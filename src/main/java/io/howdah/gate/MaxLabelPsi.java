package io.howdah.gate;

import java.util.Optional;

/** A run whose winning labels moved. */
public final class MaxLabelPsi extends StabilityGate {
  public MaxLabelPsi() {
    super(
        "max-label-psi",
        "label",
        "stability index of the labels against the published version",
        "the same for the winning labels");
  }

  @Override
  Optional<StabilityIndex> compare(HistogramCounts counts, Histogram published) {
    return counts.labelsAgainst(published);
  }
}
