package io.howdah.gate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run whose predictions are spread otherwise than those of the published version. */
abstract class StabilityGate extends ComparingGate {
  /** More than two distributions can be apart: it turns the gate off. */
  private static final int MOST = 1000;

  private final String what;

  /**
   * @param what is counted
   */
  StabilityGate(String name, String what, String summary, String refuses) {
    super(name, Bound.most(0.25, MOST), summary, refuses);
    this.what = what;
  }

  /** Empty where the two cannot be compared. */
  abstract Optional<StabilityIndex> compare(HistogramCounts counts, Histogram published);

  @Override
  public final List<EvidenceKind<?>> evidence() {
    return List.of(HistogramCounts.KIND);
  }

  @Override
  final Verdict judge(double limit, Findings findings, Reference published) {
    return findings
        .evidence()
        .find(HistogramCounts.KIND)
        .flatMap(counts -> published.histogram().flatMap(before -> compare(counts, before)))
        .map(index -> verdict(limit, index, published))
        .orElseGet(
            () ->
                Verdict.notJudged(
                    limit,
                    "no histogram of "
                        + what
                        + "s in both this run and version "
                        + published.version()));
  }

  /** The limit is not below what chance alone gives. */
  private Verdict verdict(double limit, StabilityIndex index, Reference published) {
    double most = Math.max(limit, index.chance());
    String found = Verdict.number(index.value(), most) + " against version " + published.version();
    return index.chance() <= limit
        ? verdict(limit, index.value(), found)
        : new Verdict(
            index.value() <= most,
            String.format(
                Locale.ROOT,
                "%s (%s, and so few rows give up to %.4f by chance)",
                found,
                bound().text(limit),
                most),
            index.value(),
            most,
            null);
  }
}
