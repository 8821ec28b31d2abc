package io.howdah.speed;

import io.howdah.predict.FilledIn;
import io.howdah.view.StreamReport;
import java.util.OptionalLong;

/**
 * Where a stream stands.
 *
 * @param model that scores: name and version
 * @param events taken from the topic and done
 * @param rows what became of those that were written
 * @param filledIn what was filled in for the events of all predictions
 * @param letters events sent to the dead-letter topic
 * @param lag events of the stream's partitions that wait; empty while unknown
 * @param rate events per second since the status before
 * @param age milliseconds from the newest event's time to its being visible; empty before the first
 */
public record StreamStatus(
    String model,
    long events,
    Tally rows,
    FilledIn filledIn,
    long letters,
    OptionalLong lag,
    double rate,
    OptionalLong age) {
  /** What the catalog is told. */
  StreamReport report(StreamConfig config, long now) {
    return new StreamReport(
        config.group(),
        config.member(),
        config.topic(),
        model,
        now,
        events,
        rows.predictions(),
        filledIn.most(),
        filledIn.worst().orElse(""),
        rows.deletions(),
        rows.outdated(),
        rows.inSeconds(),
        letters,
        lag,
        rate,
        rows.newest() == 0 ? OptionalLong.empty() : OptionalLong.of(rows.newest()),
        age);
  }
}
