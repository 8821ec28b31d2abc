package io.howdah.query;

import io.howdah.view.ViewDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How old an answer may be: beyond the soft limit it is served and marked stale, at the hard one it
 * has expired and is not served.
 *
 * @param validFor the soft limit; empty for none
 * @param expireAfter the hard limit; empty for none
 */
public record Validity(Optional<Duration> validFor, Optional<Duration> expireAfter) {
  /** What an answer is at a time. */
  public enum State {
    FRESH,
    STALE,
    EXPIRED
  }

  /** The limits of a view. */
  public static Validity of(ViewDefinition view) {
    return new Validity(view.validFor(), view.expireAfter());
  }

  /** Judges an answer of that time as a reader at {@code now} would. */
  public State judge(Instant asOf, Instant now) {
    if (expiredAt(asOf, now).isPresent()) {
      return State.EXPIRED;
    }
    return isStale(asOf, now) ? State.STALE : State.FRESH;
  }

  /** How old what is as of that time is at {@code now}: nothing is younger than new. */
  public static Duration age(Instant asOf, Instant now) {
    return asOf.isAfter(now) ? Duration.ZERO : Duration.between(asOf, now);
  }

  /** True beyond the soft limit, expired or not. */
  public boolean isStale(Instant asOf, Instant now) {
    return validFor.filter(limit -> Duration.between(asOf, now).compareTo(limit) > 0).isPresent();
  }

  /** When the answer expired; empty while it is served. */
  Optional<Instant> expiredAt(Instant asOf, Instant now) {
    return expireAfter.map(asOf::plus).filter(end -> !end.isAfter(now));
  }
}
