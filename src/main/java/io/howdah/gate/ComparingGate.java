package io.howdah.gate;

/** A gate that compares a run with the published version. */
abstract class ComparingGate extends Gate {
  ComparingGate(String name, Bound bound, String summary, String refuses) {
    super(name, bound, summary, refuses);
  }

  @Override
  public final Verdict judge(double limit, Findings findings) {
    if (findings.published().isEmpty()) {
      return Verdict.notJudged(limit, "no version is published");
    }
    if (findings.counts().keysWritten() == 0) {
      return Verdict.notJudged(limit, "the run wrote no rows");
    }
    return judge(limit, findings, findings.published().get());
  }

  abstract Verdict judge(double limit, Findings findings, Reference published);

  static Verdict withoutSample(double limit, Reference published) {
    return Verdict.notJudged(
        limit,
        "version " + published.version() + " has left no sample of its keys that can be read");
  }
}
