package io.howdah.gate;

/** A model that computes no numbers for too many records. */
public final class MaxNonFinite extends Gate {
  public MaxNonFinite() {
    super(
        "max-non-finite",
        Bound.mostShare(0),
        "share of non-finite scores",
        "a larger share of the records read scored NaN or infinite");
  }

  @Override
  public Verdict judge(double limit, Findings findings) {
    return share(limit, findings.counts().nonFinite(), findings.counts().recordsRead(), "records");
  }
}
