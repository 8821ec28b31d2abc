package io.howdah.gate;

import io.howdah.predict.FilledIn;
import java.util.List;

/**
 * A feature that too many records lack. It is judged by itself, not by the published version: a
 * column's name may be wrong from the first run on.
 */
public final class MaxMissing extends Gate {
  public static final String NAME = "max-missing";

  public MaxMissing() {
    super(
        NAME,
        Bound.mostShare(0.5),
        "share of records in which one feature was filled in",
        "one feature was filled in for a larger share of the scored records, because its value was"
            + " missing or its category not listed; the feature that was filled in most counts."
            + " With 1 a feature may be absent from all records");
  }

  @Override
  public List<EvidenceKind<?>> evidence() {
    return List.of(FilledEvidence.KIND);
  }

  @Override
  public Verdict judge(double limit, Findings findings) {
    long scored = findings.counts().predictions();
    FilledIn filled = findings.counts().filledIn();
    if (scored == 0) {
      return Verdict.notJudged(limit, "no record was scored");
    }
    double share = (double) filled.most() / scored;
    return verdict(
        limit,
        share,
        filled
            .worst()
            .map(
                feature ->
                    feature
                        + " was filled in for "
                        + filled.most()
                        + " of "
                        + scored
                        + " scored records, "
                        + Verdict.number(share, limit))
            .orElse("no value was filled in"));
  }
}
