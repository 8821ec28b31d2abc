package io.howdah.batch;

import io.howdah.batch.Gates.Verdict;
import io.howdah.predict.FilledIn;
import io.howdah.view.ViewMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Judges a run by what its job counted, and by the published version.
 *
 * @param reference empty where nothing is published
 */
record Judgement(Evidence evidence, Optional<Reference> reference) {
  /** Of fewer keys a share says little: a handful may well have changed. */
  private static final int FEWEST_KEYS = 30;

  /** Values that are no further apart than that part of the published ones' range agree. */
  private static final int PARTS = 20;

  Counts counts() {
    return evidence.counts();
  }

  /** Null where the task has no score. */
  Histogram histogram() {
    return evidence.spread().map(HistogramCounts::histogram).orElse(null);
  }

  /** Null where nothing is published. */
  Long comparedWith() {
    return reference.map(Reference::version).orElse(null);
  }

  /** Every gate's verdict by name; one that the request overrides says so. */
  Map<String, Verdict> verdicts(ScoreRequest request) {
    Map<String, Verdict> verdicts = request.gates().judge(counts());
    ContentGates limits = request.gates().content();
    if (limits != null) {
      verdicts.put(ContentGates.MISSING, missing(limits.maxMissing()));
      verdicts.put(
          ContentGates.SCORE_PSI,
          stability(limits.maxScorePsi(), "score", HistogramCounts::against));
      verdicts.put(
          ContentGates.LABEL_PSI,
          stability(limits.maxLabelPsi(), "label", HistogramCounts::labelsAgainst));
      Optional<Overlap> overlap = reference.flatMap(this::overlap);
      verdicts.put(ContentGates.LOST, lost(limits.maxLost(), overlap));
      verdicts.put(ContentGates.GAINED, gained(limits.maxGained(), overlap));
      verdicts.put(ContentGates.AGREEMENT, agreement(limits.minAgreement(), overlap));
      verdicts.put(ContentGates.ACCURACY, accuracy(limits.minAccuracy(), request.labels() != null));
    }
    GateOverride override = request.override();
    if (override != null) {
      override
          .gates()
          .forEach(
              gate ->
                  verdicts.computeIfPresent(
                      gate, (name, verdict) -> verdict.overridden(override.reason())));
    }
    return verdicts;
  }

  /** By itself, not by the published version: a column's name may be wrong from the first on. */
  private Verdict missing(double limit) {
    long scored = counts().predictions();
    if (scored == 0) {
      return Verdict.notJudged(limit, "no record was scored");
    }
    FilledIn filled = counts().filledIn();
    double share = (double) filled.most() / scored;
    return Verdict.atMost(
        limit,
        share,
        filled
            .worst()
            .map(
                feature ->
                    String.format(
                        Locale.ROOT,
                        "%s was filled in for %d of %d scored records, %.4f (at most %s)",
                        feature,
                        filled.most(),
                        scored,
                        share,
                        limit))
            .orElseGet(() -> "no value was filled in (at most " + limit + ")"));
  }

  private Verdict compared(double limit, Function<Reference, Verdict> judge) {
    if (reference.isEmpty()) {
      return Verdict.notJudged(limit, "no version is published");
    }
    if (counts().keysWritten() == 0) {
      return Verdict.notJudged(limit, "the run wrote no rows");
    }
    return judge.apply(reference.get());
  }

  private Verdict stability(
      double limit,
      String what,
      BiFunction<HistogramCounts, Histogram, Optional<StabilityIndex>> comparison) {
    return compared(
        limit,
        published ->
            evidence
                .spread()
                .flatMap(
                    spread ->
                        published.histogram().flatMap(before -> comparison.apply(spread, before)))
                .map(index -> verdict(limit, index, published))
                .orElseGet(
                    () ->
                        Verdict.notJudged(
                            limit,
                            "no histogram of "
                                + what
                                + "s in both this run and version "
                                + published.version())));
  }

  /** The limit is not below what chance alone gives. */
  private Verdict verdict(double limit, StabilityIndex index, Reference published) {
    boolean byChance = index.chance() > limit;
    double most = byChance ? index.chance() : limit;
    return Verdict.atMost(
        most,
        index.value(),
        byChance
            ? String.format(
                Locale.ROOT,
                "%s against version %d (at most %s, and so few rows give up to %.4f by chance)",
                Verdict.number(index.value(), most),
                published.version(),
                limit,
                index.chance())
            : String.format(
                Locale.ROOT,
                "%s against version %d (at most %s)",
                Verdict.number(index.value(), most),
                published.version(),
                limit));
  }

  private Verdict lost(double limit, Optional<Overlap> keys) {
    return covered(
        limit,
        keys,
        (overlap, published) ->
            overlap.before() == 0
                ? Verdict.notJudged(
                    limit,
                    "the run has so many more keys that none of version "
                        + published.version()
                        + " is among those sampled")
                : Verdict.atMost(
                    limit,
                    overlap.lost(),
                    String.format(
                        Locale.ROOT,
                        "%d of %d %s of version %d are gone, %s (at most %s)",
                        overlap.before() - overlap.both(),
                        overlap.before(),
                        keys(overlap),
                        published.version(),
                        Verdict.number(overlap.lost(), limit),
                        limit)));
  }

  private Verdict gained(double limit, Optional<Overlap> keys) {
    return covered(
        limit,
        keys,
        (overlap, published) ->
            overlap.before() == 0
                ? gained(limit, published)
                : Verdict.atMost(
                    limit,
                    overlap.gained(),
                    String.format(
                        Locale.ROOT,
                        "%d new %s, version %d has %d, %s (at most %s)",
                        overlap.after() - overlap.both(),
                        keys(overlap),
                        published.version(),
                        overlap.before(),
                        Verdict.number(overlap.gained(), limit),
                        limit)));
  }

  /** By the rows alone, where the run has so many more that the sample holds no published key. */
  private Verdict gained(double limit, Reference published) {
    long rows = published.keys().orElseThrow().rows();
    long more = counts().keysWritten() - rows;
    double gained = (double) more / rows;
    return Verdict.atMost(
        limit,
        gained,
        String.format(
            Locale.ROOT,
            "at least %d new keys, version %d has %d, %s (at most %s)",
            more,
            published.version(),
            rows,
            Verdict.number(gained, limit),
            limit));
  }

  private Verdict covered(
      double limit, Optional<Overlap> keys, BiFunction<Overlap, Reference, Verdict> judge) {
    return compared(
        limit,
        published -> {
          if (published.mode() != ViewMode.FULL) {
            return Verdict.notJudged(
                limit, "runs of an incremental view need not have the same keys");
          }
          if (published.keys().filter(sample -> sample.rows() == 0).isPresent()) {
            return Verdict.notJudged(limit, "version " + published.version() + " has no keys");
          }
          return keys.map(overlap -> judge.apply(overlap, published))
              .orElseGet(() -> withoutSample(limit, published));
        });
  }

  private Verdict agreement(double limit, Optional<Overlap> keys) {
    return compared(
        limit,
        published ->
            agreement(published).isPresent()
                ? keys.map(overlap -> agreement(limit, overlap))
                    .orElseGet(() -> withoutSample(limit, published))
                : Verdict.notJudged(
                    limit, "no scores in both this run and version " + published.version()));
  }

  private static Verdict agreement(double limit, Overlap overlap) {
    if (overlap.both() < FEWEST_KEYS) {
      return Verdict.notJudged(
          limit, keys(overlap) + " in both versions: " + overlap.both() + ", too few to tell");
    }
    return Verdict.atLeast(
        limit,
        overlap.agreement(),
        String.format(
            Locale.ROOT,
            "%d of %d %s in both versions, %s (at least %s)",
            overlap.agreeing(),
            overlap.both(),
            keys(overlap),
            Verdict.number(overlap.agreement(), limit),
            limit));
  }

  /** Labels must be the same, values near each other; empty where there is neither. */
  private Optional<Overlap.Agreement> agreement(Reference published) {
    if (evidence.spread().isEmpty()) {
      return Optional.empty();
    }
    if (evidence.spread().get().hasLabels()) {
      return Optional.of((before, after) -> before == after);
    }
    return published
        .histogram()
        .map(histogram -> (histogram.to() - histogram.from()) / PARTS)
        .map(
            apart ->
                (before, after) ->
                    Math.abs(Float.intBitsToFloat(before) - Float.intBitsToFloat(after)) <= apart);
  }

  private Optional<Overlap> overlap(Reference published) {
    Overlap.Sample ours = new Overlap.Sample(evidence.keys(), counts().keysWritten());
    Overlap.Agreement agreement = agreement(published).orElse((before, after) -> false);
    return published.keys().map(theirs -> Overlap.of(theirs, ours, agreement));
  }

  private static String keys(Overlap overlap) {
    return overlap.whole() ? "keys" : "sampled keys";
  }

  private static Verdict withoutSample(double limit, Reference published) {
    return Verdict.notJudged(
        limit,
        "version " + published.version() + " has left no sample of its keys that can be read");
  }

  private Verdict accuracy(double limit, boolean isAsked) {
    if (!isAsked) {
      return Verdict.notJudged(limit, "no known labels (--labels)");
    }
    if (counts().labelled() == 0) {
      return new Verdict(false, "the run has none of the labelled keys", null, limit, null);
    }
    double accuracy = (double) counts().labelledRight() / counts().labelled();
    return Verdict.atLeast(
        limit,
        accuracy,
        String.format(
            Locale.ROOT,
            "%d of %d labelled keys, %s (at least %s)",
            counts().labelledRight(),
            counts().labelled(),
            Verdict.number(accuracy, limit),
            limit));
  }
}
