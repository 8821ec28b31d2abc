package io.howdah.report;

import io.howdah.gate.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The winning labels of a version with their shares of the rows. The last line adds up what is not
 * told by name: a histogram names the most frequent labels alone.
 *
 * @param compared true where the shares of the version before are drawn too
 */
public record Labels(List<Line> lines, boolean compared) {
  private static final int NAMED = 12;

  /** Rows of a label, or of all others, and its shares of the rows now and before. */
  record Part(String name, long rows, double share, double before) {}

  /** Draws the labels of a report whose histogram has some. */
  static Labels of(RunReport report) {
    List<Part> parts = parts(report);
    boolean compared = areCompared(report);
    double most =
        parts.stream().mapToDouble(part -> Math.max(part.share(), part.before())).max().orElse(1);
    return new Labels(parts.stream().map(part -> line(part, most, compared)).toList(), compared);
  }

  private static Line line(Part part, double most, boolean compared) {
    double share = part.share() / most;
    return new Line(
        part.name(),
        Numbers.count(part.rows()),
        Numbers.share(part.share()),
        compared ? Numbers.share(part.before()) : null,
        compared ? Bar.beside(share, part.before() / most) : Bar.beside(share),
        false);
  }

  static boolean areCompared(RunReport report) {
    return report.previous() != null && !report.previous().histogram().labels().isEmpty();
  }

  /** The most frequent labels, and all others together where there are some. */
  static List<Part> parts(RunReport report) {
    Shares now = Shares.of(report.histogram());
    Shares before =
        areCompared(report) ? Shares.of(report.previous().histogram()) : new Shares(Map.of(), 0);
    Set<String> all = new LinkedHashSet<>(now.labels().keySet());
    all.addAll(before.labels().keySet());
    List<String> named = all.stream().limit(NAMED).toList();
    List<Part> parts = new ArrayList<>();
    for (String label : named) {
      long rows = now.rows(label);
      parts.add(new Part(label, rows, now.of(rows), before.of(before.rows(label))));
    }
    Part others =
        new Part(
            "all others",
            now.others(named),
            now.of(now.others(named)),
            before.of(before.others(named)));
    if (others.rows() > 0 || others.before() > 0) {
      parts.add(others);
    }
    return parts;
  }

  /** Rows of each label, and all rows. */
  private record Shares(Map<String, Long> labels, long all) {
    static Shares of(Histogram histogram) {
      return new Shares(histogram.labels(), Arrays.stream(histogram.counts()).sum());
    }

    long rows(String label) {
      return labels.getOrDefault(label, 0L);
    }

    long others(List<String> named) {
      return labels.isEmpty() ? 0 : Math.max(0, all - named.stream().mapToLong(this::rows).sum());
    }

    double of(long rows) {
      return Numbers.share(rows, all);
    }
  }
}
