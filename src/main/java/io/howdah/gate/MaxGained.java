package io.howdah.gate;

/** Keys that are new. */
public final class MaxGained extends KeysGate {
  private static final int MOST = 1_000_000_000;

  public MaxGained() {
    super(
        "max-gained",
        Bound.most(1, MOST),
        "new keys, as a share of the published",
        "the run of a full view has more new keys, as a share of the published version's keys; 1:"
            + " as many new keys as that version has");
  }

  /** By the rows alone where the run has so many more that its sample holds no published key. */
  @Override
  Verdict judge(double limit, Overlap overlap, Findings findings, Reference published) {
    boolean sampled = overlap.before() > 0;
    long before = sampled ? overlap.before() : published.rows();
    long gained =
        sampled
            ? (long) overlap.after() - overlap.both()
            : findings.counts().keysWritten() - published.rows();
    double share = (double) gained / before;
    return verdict(
        limit,
        share,
        (sampled ? gained + " new " + overlap.keys() : "at least " + gained + " new keys")
            + ", version "
            + published.version()
            + " has "
            + before
            + ", "
            + Verdict.number(share, limit));
  }
}
