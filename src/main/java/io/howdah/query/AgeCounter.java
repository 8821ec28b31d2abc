package io.howdah.query;

import io.howdah.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the rows of a view by age and validity, one at a time: what it keeps does not grow with
 * them. Rows are merged as a lookup merges them; a deletion is no row. Of one thread.
 */
public final class AgeCounter {
  private static final List<Duration> EDGES =
      List.of(
          Duration.ZERO,
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7));

  private final Instant now;
  private final Judge atNow;
  private final Optional<Judge> atBefore;
  private final Map<Answer.Source, Long> layers = new EnumMap<>(Answer.Source.class);
  private final long[] buckets = new long[EDGES.size()];
  private long oldest = Long.MAX_VALUE;
  private long newest = Long.MIN_VALUE;

  /**
   * @param now that ages are counted from
   * @param before a later time at which the rows are judged too
   */
  public AgeCounter(Validity validity, Instant now, Optional<Instant> before) {
    this.now = now;
    this.atNow = new Judge(validity, now);
    this.atBefore = before.map(time -> new Judge(validity, time));
  }

  /** Counts the rows of each state at one time. */
  private static final class Judge {
    private final Validity validity;
    private final Instant at;
    private final Map<Validity.State, Long> rows = new EnumMap<>(Validity.State.class);

    private Judge(Validity validity, Instant at) {
      this.validity = validity;
      this.at = at;
    }

    private void add(Instant asOf) {
      rows.merge(validity.judge(asOf, at), 1L, Long::sum);
    }

    private ValidityCounts counts() {
      return new ValidityCounts(
          at, of(Validity.State.FRESH), of(Validity.State.STALE), of(Validity.State.EXPIRED));
    }

    private long of(Validity.State state) {
      return rows.getOrDefault(state, 0L);
    }
  }

  /** Takes one key's layers in; their values do not matter. */
  public void add(ViewRow row) {
    LayerMerge.winner(row).filter(winner -> !winner.isDeletion()).ifPresent(this::add);
  }

  private void add(LayerMerge.Winner winner) {
    Instant asOf = winner.asOf();
    layers.merge(winner.source(), 1L, Long::sum);
    buckets[bucket(Validity.age(asOf, now))]++;
    oldest = Math.min(oldest, asOf.toEpochMilli());
    newest = Math.max(newest, asOf.toEpochMilli());
    atNow.add(asOf);
    atBefore.ifPresent(judge -> judge.add(asOf));
  }

  private static int bucket(Duration age) {
    int last = EDGES.size() - 1;
    while (last > 0 && age.compareTo(EDGES.get(last)) < 0) {
      last--;
    }
    return last;
  }

  /** What was counted so far. */
  public AgeDistribution distribution() {
    List<AgeDistribution.Bucket> counted = new ArrayList<>();
    for (int i = 0; i < buckets.length; i++) {
      counted.add(
          new AgeDistribution.Bucket(
              EDGES.get(i),
              i + 1 < buckets.length ? Optional.of(EDGES.get(i + 1)) : Optional.empty(),
              buckets[i]));
    }
    boolean none = layers.isEmpty();
    return new AgeDistribution(
        layers.getOrDefault(Answer.Source.BATCH, 0L),
        layers.getOrDefault(Answer.Source.SPEED, 0L),
        none ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest)),
        none ? Optional.empty() : Optional.of(Instant.ofEpochMilli(newest)),
        counted,
        atNow.counts(),
        atBefore.map(Judge::counts));
  }
}
