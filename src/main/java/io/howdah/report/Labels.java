package io.howdah.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The winning labels of a version with their shares of the rows.
 *
 * @param compared true where the shares of the version before are drawn too
 * @param leftOut how many labels are not drawn; null where all are
 */
record Labels(List<Line> lines, boolean compared, String leftOut) {
  private static final int DRAWN = 12;

  /** Draws the labels of a report whose histogram has some. */
  static Labels of(RunReport report) {
    Shares now =
        new Shares(report.histogram().labels(), Arrays.stream(report.histogram().counts()).sum());
    Map<String, Long> labels =
        report.previous() == null ? Map.of() : report.previous().histogram().labels();
    Shares before = new Shares(labels, labels.values().stream().mapToLong(Long::longValue).sum());
    Map<String, Long> all = new LinkedHashMap<>(now.labels());
    labels.keySet().forEach(label -> all.putIfAbsent(label, 0L));
    double most =
        all.keySet().stream()
            .mapToDouble(label -> Math.max(now.of(label), before.of(label)))
            .max()
            .orElse(1);
    boolean compared = !labels.isEmpty();
    List<Line> lines =
        all.keySet().stream()
            .limit(DRAWN)
            .map(
                label ->
                    new Line(
                        label,
                        Numbers.count(all.get(label)),
                        Numbers.share(now.of(label)),
                        compared ? Numbers.share(before.of(label)) : null,
                        compared
                            ? Bar.of(now.of(label) / most, before.of(label) / most)
                            : Bar.of(now.of(label) / most),
                        false))
            .toList();
    int more = all.size() - lines.size();
    return new Labels(lines, compared, more > 0 ? Integer.toString(more) : null);
  }

  /** Rows a label, and all rows. */
  private record Shares(Map<String, Long> labels, long rows) {
    double of(String label) {
      return Numbers.share(labels.getOrDefault(label, 0L), rows);
    }
  }
}
