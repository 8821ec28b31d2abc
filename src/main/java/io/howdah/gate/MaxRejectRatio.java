package io.howdah.gate;

/** A run that could not score too many of its records. */
public final class MaxRejectRatio extends Gate {
  public MaxRejectRatio() {
    super(
        "max-reject-ratio",
        Bound.mostShare(0.01),
        "share of rejects",
        "a larger share of the records read was rejected");
  }

  @Override
  public Verdict judge(double limit, Findings findings) {
    return share(limit, findings.counts().rejects(), findings.counts().recordsRead(), "records");
  }
}
