package io.howdah.report;

import io.howdah.gate.Histogram;
import io.howdah.record.Excerpt;
import io.howdah.run.Tasks;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A report as lines for a terminal. */
public final class ReportText {
  private static final int BAR = 30;
  private static final int CAUSES = 5;
  private static final int FEATURES = 5;
  private static final int RECORD = 90; // characters

  private final RunReport report;
  private final PrintStream out;

  private ReportText(RunReport report, PrintStream out) {
    this.report = report;
    this.out = out;
  }

  public static void print(RunReport report, PrintStream out) {
    ReportText text = new ReportText(report, out);
    out.println(report.outcome());
    if (report.advice() != null) {
      out.println("(" + report.advice() + ")");
    }
    text.facts();
    text.counts();
    text.gates();
    text.rejects();
    text.histogram();
    text.tasks();
  }

  private void facts() {
    out.println();
    line("view", report.view() + ", version " + report.version());
    line("model", report.model());
    line("engine", report.engine());
    line(
        "input",
        Numbers.counted(report.input().files(), "file")
            + ", "
            + Numbers.bytes(report.input().bytes()));
    report.millis().forEach((step, millis) -> line("until " + step, Numbers.millis(millis)));
  }

  private void line(String name, String value) {
    if (value != null) {
      out.printf(Locale.ROOT, "  %-22s %s%n", name, value);
    }
  }

  private void counts() {
    RunReport.Books books = report.counts();
    if (books != null) {
      out.println();
      count("records read", books.recordsRead());
      count("predictions", books.predictions());
      filled();
      count("rejects", books.rejects());
      if (books.nonFinite() > 0) {
        count("  non-finite scores", books.nonFinite());
      }
      count("merged away", books.mergedAway());
      report.doubledKeys().ifPresent(doubled -> line("doubled keys", doubled));
      count("rows written", books.keysWritten());
    }
  }

  /** Shares are of the predictions here. */
  private void filled() {
    for (RunReport.FilledFeature feature :
        report.filledIn().most().stream().limit(FEATURES).toList()) {
      out.printf(
          Locale.ROOT,
          "    %-20s %,12d %8s%n",
          "filled in " + feature.feature(),
          feature.records(),
          Numbers.share(feature.share()));
    }
  }

  private void count(String name, long count) {
    out.printf(
        Locale.ROOT,
        "  %-22s %,12d %8s%n",
        name,
        count,
        Numbers.share(Numbers.share(count, report.counts().recordsRead())));
  }

  private void gates() {
    if (!report.gates().isEmpty()) {
      out.println();
    }
    for (RunReport.Gate gate : report.gates()) {
      out.printf(Locale.ROOT, "  gate %-17s %s: %s%n", gate.name(), gate.words(), gate.text());
    }
  }

  private void rejects() {
    if (report.rejects() == null || report.rejects().causes().isEmpty()) {
      return;
    }
    out.println("\n  rejects, all of them in " + report.rejects().folder());
    for (RunReport.Cause cause : report.rejects().causes().stream().limit(CAUSES).toList()) {
      out.printf(Locale.ROOT, "    %-20s %,12d%n", cause.cause(), cause.count());
      cause.examples().stream()
          .limit(1)
          .forEach(
              example ->
                  out.printf(
                      Locale.ROOT,
                      "      %s (%s, byte %d)%n        %s%n",
                      example.message(),
                      example.file(),
                      example.offset(),
                      Excerpt.of(example.record(), RECORD)));
    }
  }

  private void histogram() {
    if (report.histogram() == null) {
      return;
    }
    Histogram now = Spread.whole(report.histogram());
    Histogram before = report.comparable() == null ? null : Spread.whole(report.comparable());
    out.printf(
        Locale.ROOT,
        "%n  %-24s %12s %8s %7s%n",
        now.kind() + "s from, to",
        "ROWS",
        "SHARE",
        before == null ? "" : "BEFORE");
    double width = (now.to() - now.from()) / now.counts().length;
    List<Part> buckets = new ArrayList<>();
    for (int i = 0; i < now.counts().length; i++) {
      buckets.add(
          part(
              Numbers.edge(now.from() + i * width, width)
                  + " "
                  + Numbers.edge(now.from() + (i + 1) * width, width),
              now.counts()[i],
              before == null ? 0 : before.counts()[i]));
    }
    bars(buckets, before != null);
    if (!now.labels().isEmpty()) {
      out.println();
      bars(
          Labels.parts(report).stream()
              .map(part -> new Part(part.name(), part.rows(), part.share(), part.before()))
              .toList(),
          Labels.areCompared(report));
    }
  }

  /** A part of the rows, and its shares of them, now and before. */
  private record Part(String name, long count, double share, double before) {}

  private Part part(String name, long count, long before) {
    long rowsBefore =
        report.previous() == null ? 0 : Arrays.stream(report.previous().histogram().counts()).sum();
    return new Part(
        name,
        count,
        Numbers.share(count, Arrays.stream(report.histogram().counts()).sum()),
        Numbers.share(before, rowsBefore));
  }

  private void bars(List<Part> parts, boolean compared) {
    double most =
        parts.stream().mapToDouble(part -> Math.max(part.share(), part.before())).max().orElse(1);
    parts.forEach(part -> bar(part, most, compared));
  }

  /** A bar of signs, and a line where the version before ended. */
  private void bar(Part part, double most, boolean compared) {
    StringBuilder bar = new StringBuilder("█".repeat(signs(part.share() / most)));
    if (compared) {
      int mark = signs(part.before() / most);
      while (bar.length() <= mark) {
        bar.append(' ');
      }
      bar.setCharAt(mark, '│');
    }
    String line =
        String.format(
            Locale.ROOT,
            "  %-24s %,12d %8s %7s %s",
            part.name(),
            part.count(),
            Numbers.share(part.share()),
            compared ? Numbers.share(part.before()) : "",
            bar);
    out.println(line.stripTrailing());
  }

  private static int signs(double share) {
    return (int) Math.round(share * BAR);
  }

  private void tasks() {
    Tasks tasks = report.tasks();
    if (tasks == null) {
      return;
    }
    Tasks.Group mappers = tasks.mappers();
    out.printf(
        Locale.ROOT,
        "%n  %s, %s records/s in the median (%s to %s); %s; the slowest:%n",
        Numbers.counted(mappers.tasks(), "mapper"),
        Numbers.rate(mappers.rate().median()),
        Numbers.rate(mappers.rate().min()),
        Numbers.rate(mappers.rate().max()),
        Numbers.counted(tasks.reducers().tasks(), "reducer"));
    for (Tasks.Task task : tasks.slowest()) {
      out.printf(
          Locale.ROOT,
          "    %-40s %-24s %10s %,14d records%n",
          task.id(),
          task.host(),
          Numbers.millis(task.millis()),
          task.records());
    }
  }
}
