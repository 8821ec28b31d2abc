package io.howdah.cli.text;

import io.howdah.query.AgeDistribution;
import io.howdah.query.Validity;
import io.howdah.query.ValidityCounts;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a view stands against its limits and the objective.
 *
 * @param published the version that readers see; empty if there is none
 * @param now when it was looked at
 * @param before a later time at which the objective must hold too
 * @param ages of the rows; empty where they were not read
 * @param maxStale the objective: share of the rows that may be stale or expired
 */
public record ViewStatus(
    ViewDefinition view,
    Optional<Instant> published,
    Instant now,
    Optional<Instant> before,
    Optional<AgeDistribution> ages,
    double maxStale) {
  /** Of the published version, or empty. */
  Optional<Duration> age() {
    return published.map(version -> Validity.age(version, now));
  }

  /** What the published version is, or empty. */
  Optional<Validity.State> version() {
    return published.map(version -> Validity.of(view).judge(version, now));
  }

  /** True if the objective holds now, and at the later time where one was asked for. */
  public boolean isMet() {
    return published.isPresent()
        && holds(now, ages.map(AgeDistribution::now))
        && (before.isEmpty() || holds(before.get(), ages.flatMap(AgeDistribution::before)));
  }

  private boolean holds(Instant at, Optional<ValidityCounts> rows) {
    // with a full view's version every row of its batch layer has come to age
    boolean versionDecides =
        view.mode() == ViewMode.FULL || rows.isEmpty() || rows.get().rows() == 0;
    if (versionDecides
        && Validity.of(view).judge(published.orElseThrow(), at) != Validity.State.FRESH) {
      return false;
    }
    return rows.isEmpty() || rows.get().outdatedShare() <= maxStale;
  }
}
