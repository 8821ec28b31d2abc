package io.howdah.gate;

/** Keys that are gone. */
public final class MaxLost extends KeysGate {
  public MaxLost() {
    super(
        "max-lost",
        Bound.mostShare(0.1),
        "share of published keys that go",
        "a larger share of the published version's keys is missing from the run of a full view");
  }

  @Override
  Verdict judge(double limit, Overlap overlap, Findings findings, Reference published) {
    return overlap.before() == 0
        ? Verdict.notJudged(
            limit,
            "the run has so many more keys that none of version "
                + published.version()
                + " is among those sampled")
        : share(
            limit,
            (long) overlap.before() - overlap.both(),
            overlap.before(),
            overlap.keys() + " of version " + published.version() + " are gone");
  }
}
