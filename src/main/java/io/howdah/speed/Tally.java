package io.howdah.speed;

import io.howdah.view.PlausibleTime;
import io.howdah.view.SpeedEvent;
import java.util.List;
import java.util.OptionalLong;

/**
 * What became of events that were written; their sum is all of them.
 *
 * @param predictions that readers may see
 * @param deletions that readers may see
 * @param outdated events older than the published version: no reader sees them, unless that version
 *     is rolled back
 * @param inSeconds events of either kind whose times look like seconds
 * @param newest time of an event that is not outdated, epoch milliseconds; 0 without any
 */
public record Tally(long predictions, long deletions, long outdated, long inSeconds, long newest) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0);

  /**
   * @param published the version that readers see; empty for none
   */
  static Tally of(List<SpeedEvent> events, OptionalLong published) {
    long predictions = 0;
    long deletions = 0;
    long outdated = 0;
    long inSeconds = 0;
    long newest = 0;
    long from = published.orElse(0);
    for (SpeedEvent event : events) {
      if (PlausibleTime.looksLikeSeconds(event.time())) {
        inSeconds++;
      }
      if (event.time() < from) {
        outdated++;
        continue;
      }
      newest = Math.max(newest, event.time());
      if (event.isDeletion()) {
        deletions++;
      } else {
        predictions++;
      }
    }
    return new Tally(predictions, deletions, outdated, inSeconds, newest);
  }

  /** Both together. */
  Tally plus(Tally other) {
    return new Tally(
        predictions + other.predictions,
        deletions + other.deletions,
        outdated + other.outdated,
        inSeconds + other.inSeconds,
        Math.max(newest, other.newest));
  }
}
