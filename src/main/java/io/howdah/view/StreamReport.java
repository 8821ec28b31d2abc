package io.howdah.view;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Where a member of a view's streams stands, as it told the catalog last.
 *
 * @param group of consumers
 * @param member of the group
 * @param topic of the events
 * @param model name and version
 * @param at when it told, epoch milliseconds
 * @param events done since it began
 * @param written predictions that readers may see
 * @param filled predictions for which one feature was filled in, the one that was most often, as
 *     the model's card filled it in
 * @param filledFeature that feature; empty where none was
 * @param deleted deletions that readers may see
 * @param outdated events older than the published version: nobody sees them
 * @param inSeconds events whose times look like seconds
 * @param rejects events sent to the dead-letter topic
 * @param lag events that wait; empty while unknown
 * @param rate events per second
 * @param newest time of an event that is not outdated, epoch milliseconds; empty before the first
 * @param age milliseconds from the time of the newest event of the last mini-batch to its being
 *     visible; empty before the first
 */
public record StreamReport(
    String group,
    String member,
    String topic,
    String model,
    long at,
    long events,
    long written,
    long filled,
    String filledFeature,
    long deleted,
    long outdated,
    long inSeconds,
    long rejects,
    OptionalLong lag,
    double rate,
    OptionalLong newest,
    OptionalLong age) {
  /** The columns of its row, see view-format.md. */
  Map<String, String> row() {
    Map<String, String> row = new TreeMap<>();
    row.put("group", group);
    row.put("member", member);
    row.put("topic", topic);
    row.put("model", model);
    row.put("at", Long.toString(at));
    row.put("events", Long.toString(events));
    row.put("written", Long.toString(written));
    row.put("filled", Long.toString(filled));
    row.put("filled-feature", filledFeature);
    row.put("deleted", Long.toString(deleted));
    row.put("outdated", Long.toString(outdated));
    row.put("in-seconds", Long.toString(inSeconds));
    row.put("rejects", Long.toString(rejects));
    row.put("lag", text(lag));
    row.put("rate", String.format(Locale.ROOT, "%.1f", rate));
    row.put("newest", text(newest));
    row.put("age", text(age));
    return row;
  }

  /**
   * @throws CatalogRowException if a value is not what it must be
   */
  static StreamReport of(String key, Map<String, String> values) {
    CatalogRow row = new CatalogRow(key, values);
    return new StreamReport(
        row.text("group"),
        row.text("member"),
        row.text("topic"),
        row.text("model"),
        row.time("at").orElse(0),
        row.number("events").orElse(0),
        row.number("written").orElse(0),
        row.number("filled").orElse(0),
        row.text("filled-feature"),
        row.number("deleted").orElse(0),
        row.number("outdated").orElse(0),
        row.number("in-seconds").orElse(0),
        row.number("rejects").orElse(0),
        row.number("lag"),
        row.read("rate", "a decimal number", StreamReport::rate).orElse(0.0),
        row.time("newest"),
        row.number("age"));
  }

  private static double rate(String text) {
    double rate = Double.parseDouble(text);
    if (!Double.isFinite(rate)) {
      throw new IllegalArgumentException(text);
    }
    return rate;
  }

  private static String text(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : CatalogTable.NONE;
  }
}
