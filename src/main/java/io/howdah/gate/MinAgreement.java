package io.howdah.gate;

import java.util.List;
import java.util.Optional;

/** Keys of both versions whose predictions changed. */
public final class MinAgreement extends ComparingGate {
  /** Of fewer keys a share says little: a handful may well have changed. */
  private static final int FEWEST_KEYS = 30;

  /** Values that are no further apart than that part of the published ones' range agree. */
  private static final int PARTS = 20;

  public MinAgreement() {
    super(
        "min-agreement",
        Bound.leastShare(0.8),
        "share of keys with the same prediction as published",
        "a smaller share of the keys of both the run and the published version got the same"
            + " prediction: the same label, or a value (the score of a multi-label model) that moved"
            + " by at most a twentieth of the published ones' range");
  }

  @Override
  public List<EvidenceKind<?>> evidence() {
    return List.of(KeySketch.KIND, HistogramCounts.KIND);
  }

  @Override
  Verdict judge(double limit, Findings findings, Reference published) {
    Optional<Overlap.Agreement> agreement = agreement(findings, published);
    if (agreement.isEmpty()) {
      return Verdict.notJudged(
          limit, "no scores in both this run and version " + published.version());
    }
    return Overlap.of(findings, published, agreement.get())
        .map(overlap -> judge(limit, overlap))
        .orElseGet(() -> withoutSample(limit, published));
  }

  private Verdict judge(double limit, Overlap overlap) {
    return overlap.both() < FEWEST_KEYS
        ? Verdict.notJudged(
            limit, overlap.keys() + " in both versions: " + overlap.both() + ", too few to tell")
        : share(limit, overlap.agreeing(), overlap.both(), overlap.keys() + " in both versions");
  }

  /** Labels must be the same, values near each other; empty where there is neither. */
  private static Optional<Overlap.Agreement> agreement(Findings findings, Reference published) {
    Optional<HistogramCounts> counts = findings.evidence().find(HistogramCounts.KIND);
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    if (counts.get().hasLabels()) {
      return Optional.of((before, after) -> before == after);
    }
    return published
        .histogram()
        .map(histogram -> (histogram.to() - histogram.from()) / PARTS)
        .map(
            apart ->
                (before, after) ->
                    Math.abs(Float.intBitsToFloat(before) - Float.intBitsToFloat(after)) <= apart);
  }
}
