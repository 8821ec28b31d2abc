package io.howdah.speed;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a stream stands.
 *
 * @param model that scores: name and version
 * @param events taken from the topic and done
 * @param written predictions in the speed view
 * @param deleted keys hidden
 * @param letters events sent to the dead-letter topic
 * @param lag events of the stream's partitions that wait; -1 while unknown
 * @param rate events a second since the status before
 * @param newest event's time, epoch milliseconds; 0 before the first
 * @param age milliseconds from the newest event's time to its being visible; 0 before the first
 */
public record StreamStatus(
    String model,
    long events,
    long written,
    long deleted,
    long letters,
    long lag,
    double rate,
    long newest,
    long age) {
  /** What the catalog is told: the columns of a stream's row, see view-format.md. */
  Map<String, String> values(StreamConfig config, long now) {
    Map<String, String> values = new TreeMap<>();
    values.put("group", config.group());
    values.put("member", config.member());
    values.put("topic", config.topic());
    values.put("at", Long.toString(now));
    values.put("model", model);
    values.put("events", Long.toString(events));
    values.put("written", Long.toString(written));
    values.put("deleted", Long.toString(deleted));
    values.put("rejects", Long.toString(letters));
    values.put("lag", lag < 0 ? "" : Long.toString(lag));
    values.put("rate", String.format(Locale.ROOT, "%.1f", rate));
    values.put("newest", newest == 0 ? "" : Long.toString(newest));
    return values;
  }
}
