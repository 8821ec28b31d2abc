package io.howdah.gate;

import io.howdah.view.ViewMode;
import java.util.List;
import java.util.Optional;

/** A run of a full view whose keys are not those of the published version. */
abstract class KeysGate extends ComparingGate {
  KeysGate(String name, Bound bound, String summary, String refuses) {
    super(name, bound, summary, refuses);
  }

  abstract Verdict judge(double limit, Overlap overlap, Findings findings, Reference published);

  @Override
  public final List<EvidenceKind<?>> evidence() {
    return List.of(KeySketch.KIND);
  }

  @Override
  final Verdict judge(double limit, Findings findings, Reference published) {
    if (published.mode() != ViewMode.FULL) {
      return Verdict.notJudged(limit, "runs of an incremental view need not have the same keys");
    }
    Optional<Overlap> overlap = Overlap.of(findings, published, (before, after) -> false);
    if (overlap.isEmpty()) {
      return withoutSample(limit, published);
    }
    return published.rows() == 0
        ? Verdict.notJudged(limit, "version " + published.version() + " has no keys")
        : judge(limit, overlap.get(), findings, published);
  }
}
