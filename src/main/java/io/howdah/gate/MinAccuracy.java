package io.howdah.gate;

import java.util.List;

/** Keys whose label is known and that got another one. */
public final class MinAccuracy extends Gate {
  public MinAccuracy() {
    super(
        "min-accuracy",
        Bound.leastShare(0.8),
        "share of keys that get the label in the file of --labels",
        "a smaller share of the keys in the file of `--labels` got the right label, or the run has"
            + " none of these keys");
  }

  @Override
  public List<EvidenceKind<?>> evidence() {
    return List.of(LabelledRows.KIND);
  }

  @Override
  public Verdict judge(double limit, Findings findings) {
    if (findings.evidence().find(LabelledRows.KIND).filter(LabelledRows::isAsked).isEmpty()) {
      return Verdict.notJudged(limit, "no known labels (--labels)");
    }
    Counts counts = findings.counts();
    return counts.labelled() == 0
        ? new Verdict(false, "the run has none of the labelled keys", null, limit, null)
        : share(limit, counts.labelledRight(), counts.labelled(), "labelled keys");
  }
}
