package io.howdah.speed;

import io.howdah.predict.FilledIn;
import io.howdah.view.StreamReport;
import java.util.OptionalLong;

/**
 * Where a stream stands.
 *
 * @param model that scores: name and version
 * @param events taken from the topic and done
 * @param written predictions in the speed view that readers may see
 * @param filledIn what was filled in for the events of all predictions
 * @param deleted deletions that readers may see
 * @param outdated events older than the published version: nobody sees them
 * @param inSeconds events whose times look like seconds
 * @param letters events sent to the dead-letter topic
 * @param lag events of the stream's partitions that wait; -1 while unknown
 * @param rate events per second since the status before
 * @param newest time of an event that is not outdated, epoch milliseconds; 0 before the first
 * @param age milliseconds from the newest event's time to its being visible; 0 before the first
 */
public record StreamStatus(
    String model,
    long events,
    long written,
    FilledIn filledIn,
    long deleted,
    long outdated,
    long inSeconds,
    long letters,
    long lag,
    double rate,
    long newest,
    long age) {
  /** What the catalog is told. */
  StreamReport report(StreamConfig config, long now) {
    return new StreamReport(
        config.group(),
        config.member(),
        config.topic(),
        model,
        now,
        events,
        written,
        filledIn.most(),
        filledIn.worst().orElse(""),
        deleted,
        outdated,
        inSeconds,
        letters,
        lag < 0 ? OptionalLong.empty() : OptionalLong.of(lag),
        rate,
        newest == 0 ? OptionalLong.empty() : OptionalLong.of(newest),
        newest == 0 ? OptionalLong.empty() : OptionalLong.of(age));
  }
}
