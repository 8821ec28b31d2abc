package io.howdah.batch;

/**
 * What the content of a run must be to be published: how many values were filled in, how its
 * predictions are spread, which keys it has and what it says of them, against the published
 * version, and how many of them are right.
 *
 * @param maxMissing largest share of the scored records in which one feature may be filled in, as
 *     they lack it, 0 to 1; that of the worst feature counts
 * @param maxScorePsi largest {@link StabilityIndex} of the scores or values, 0 or more
 * @param maxLabelPsi the same of the winning labels
 * @param maxLost largest share of the published version's keys that the run may lack, 0 to 1
 * @param maxGained most keys that only the run has, as a share of the published version's, 0 or
 *     more
 * @param minAgreement least share of the keys of both whose predictions agree, 0 to 1
 * @param minAccuracy least share of the keys with a known label that get it, 0 to 1
 */
public record ContentGates(
    double maxMissing,
    double maxScorePsi,
    double maxLabelPsi,
    double maxLost,
    double maxGained,
    double minAgreement,
    double minAccuracy) {
  static final String MISSING = "max-missing";
  static final String SCORE_PSI = "max-score-psi";
  static final String LABEL_PSI = "max-label-psi";
  static final String LOST = "max-lost";
  static final String GAINED = "max-gained";
  static final String AGREEMENT = "min-agreement";
  static final String ACCURACY = "min-accuracy";

  public ContentGates {
    Gates.share(MISSING, maxMissing);
    atLeastZero(SCORE_PSI, maxScorePsi);
    atLeastZero(LABEL_PSI, maxLabelPsi);
    Gates.share(LOST, maxLost);
    atLeastZero(GAINED, maxGained);
    Gates.share(AGREEMENT, minAgreement);
    Gates.share(ACCURACY, minAccuracy);
  }

  private static void atLeastZero(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + " (must be at least 0)");
    }
  }
}
