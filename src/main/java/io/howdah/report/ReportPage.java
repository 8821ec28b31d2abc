package io.howdah.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.howdah.gate.Gates;
import io.howdah.gate.Histogram;
import io.howdah.run.Tasks;
import io.howdah.source.InputFile;
import io.howdah.view.Release;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A report as one page of HTML that needs nothing else: no script, no network, no fonts of this
 * machine. What is drawn and said is computed here, the template lays it out and escapes it.
 */
final class ReportPage {
  private static final Template TEMPLATE =
      Mustache.compiler()
          .withLoader(ReportPage::resource)
          .nullValue("")
          .emptyStringIsFalse(true)
          .loadTemplate("report.html");

  private final RunReport report;

  private ReportPage(RunReport report) {
    this.report = report;
  }

  static String of(RunReport report) {
    return TEMPLATE.execute(new ReportPage(report));
  }

  /** The page of {@code howdah serve} and this one share their look. */
  private static Reader resource(String name) throws IOException {
    String path = name.equals("page.css") ? "/io/howdah/query/http/page/page.css" : name;
    InputStream text = ReportPage.class.getResourceAsStream(path);
    if (text == null) {
      throw new UncheckedIOException(new IOException("Cannot find " + path + " on the class path"));
    }
    return new InputStreamReader(text, StandardCharsets.UTF_8);
  }

  /** A name and what belongs to it. */
  record Fact(String name, String value) {}

  /** One gate. */
  record GateLine(
      String name, String verdict, String mark, String text, String reason, Scale scale) {}

  /** A gate's value and bound on a scale from 0 to what is written at its end. */
  record Scale(Bar bar, String end) {}

  /** A cause of rejects with its examples. */
  record CauseLine(String name, String count, Bar bar, List<RunReport.Example> examples) {}

  /** One of the slowest tasks. */
  record SlowTask(
      String id, String host, String records, String rate, String millis, String cpu, Bar bar) {}

  // what the template asks for

  RunReport report() {
    return report;
  }

  String howdah() {
    return Release.text();
  }

  String mark() {
    return switch (VersionState.valueOf(report.state())) {
      case PUBLISHED -> "good";
      case REJECTED, FAILED, ROLLED_BACK -> "bad";
      case RUNNING, STAGED, LOADED, RETIRED -> "";
    };
  }

  String stateInWords() {
    return report.state().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("View", report.view()));
    facts.add(new Fact("Version", Long.toString(report.version())));
    facts.add(new Fact("Model", report.model()));
    facts.add(new Fact("Engine", report.engine()));
    facts.add(
        new Fact(
            "Took",
            report.millis().isEmpty()
                ? null
                : Numbers.millis(
                    report.millis().values().stream().mapToLong(Long::longValue).sum())));
    return facts.stream().filter(fact -> fact.value() != null).toList();
  }

  boolean counted() {
    return report.counts() != null;
  }

  /** Parts of the records that were read. */
  List<Line> records() {
    RunReport.Books books = report.counts();
    List<Line> lines = new ArrayList<>();
    lines.add(part("Records read", books.recordsRead()));
    lines.add(part("Predictions", books.predictions()));
    lines.add(part("Rejects", books.rejects()).asLost());
    if (books.nonFinite() > 0) {
      lines.add(part("of them non-finite scores", books.nonFinite()).asLost());
    }
    lines.add(part("Merged away", books.mergedAway()));
    lines.add(part("Rows written", books.keysWritten()));
    return lines;
  }

  /** Keys of several records and the rule; null where there are none. */
  String doubledKeys() {
    return report.doubledKeys().orElse(null);
  }

  private Line part(String name, long records) {
    double share = Numbers.share(records, report.counts().recordsRead());
    return new Line(
        name, Numbers.count(records), Numbers.share(share), null, Bar.ofWhole(share), false);
  }

  /** Features that were filled in, with their shares of the predictions. */
  List<Line> filled() {
    return report.filledIn() == null
        ? List.of()
        : report.filledIn().most().stream()
            .map(
                feature ->
                    new Line(
                        feature.feature(),
                        Numbers.count(feature.records()),
                        Numbers.share(feature.share()),
                        null,
                        Bar.ofWhole(feature.share()),
                        false))
            .toList();
  }

  String filledLeftOut() {
    RunReport.Filled filled = report.filledIn();
    int more = filled == null ? 0 : filled.features() - filled.most().size();
    return more > 0 ? Numbers.count(more) : null;
  }

  List<GateLine> gates() {
    return report.gates().stream().map(ReportPage::gate).toList();
  }

  private static GateLine gate(RunReport.Gate gate) {
    return new GateLine(
        gate.name(),
        gate.verdict(),
        switch (gate.verdict()) {
          case "passed" -> "good";
          case "refused" -> "bad";
          case "overridden" -> "warned";
          default -> "";
        },
        gate.text(),
        gate.overridden(),
        scale(gate.name(), gate.value(), gate.limit()));
  }

  /** A share lies on a scale of 0 to 1, however small its bound is. */
  private static Scale scale(String gate, Double value, Double limit) {
    if (value == null || limit == null) {
      return null;
    }
    double most = Math.max(value, limit);
    boolean isShare = Gates.find(gate).map(each -> each.bound().isShare()).orElse(most <= 1);
    double whole = isShare ? 1 : most > 0 ? Numbers.roundedUp(most) : 1;
    return Double.isFinite(whole)
        ? new Scale(
            Bar.ofWhole(value / whole, limit / whole),
            whole >= 1000 ? Numbers.count(Math.round(whole)) : Numbers.tick(whole))
        : null;
  }

  List<CauseLine> causes() {
    if (report.rejects() == null) {
      return List.of();
    }
    long all = report.counts().rejects();
    return report.rejects().causes().stream()
        .map(
            cause ->
                new CauseLine(
                    cause.cause(),
                    Numbers.count(cause.count()),
                    Bar.ofWhole(Numbers.share(cause.count(), all)),
                    cause.examples()))
        .toList();
  }

  List<Fact> legend() {
    List<Fact> legend = new ArrayList<>();
    if (report.histogram() != null) {
      legend.add(new Fact("this version", report.asOf() + ", " + rows(report.histogram())));
      if (report.previous() != null) {
        legend.add(
            new Fact(
                "the one before",
                report.previous().asOf() + ", " + rows(report.previous().histogram())));
      }
    }
    return legend;
  }

  private static String rows(Histogram histogram) {
    return Numbers.counted(Arrays.stream(histogram.counts()).sum(), "row") + " written";
  }

  /** Null where the task has no score. */
  Spread spread() {
    return report.histogram() == null ? null : Spread.of(report);
  }

  /** Null where the task has none. */
  Labels labels() {
    return report.histogram() == null || report.histogram().labels().isEmpty()
        ? null
        : Labels.of(report);
  }

  boolean worked() {
    return report.tasks() != null;
  }

  List<Fact> taskFacts() {
    Tasks.Group mappers = report.tasks().mappers();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Mappers", Numbers.count(mappers.tasks())));
    facts.add(new Fact("Reducers", Numbers.count(report.tasks().reducers().tasks())));
    facts.add(
        new Fact("Records per second of the median mapper", Numbers.rate(mappers.rate().median())));
    facts.add(new Fact("Mini-batch", miniBatch(mappers.miniBatch())));
    facts.add(new Fact("CPU time of the mappers", Numbers.millis(mappers.cpuMillis())));
    return facts.stream().filter(fact -> fact.value() != null).toList();
  }

  private static String miniBatch(Tasks.Range rows) {
    if (rows == null) {
      return null;
    }
    String most = Numbers.count(Math.round(rows.max()));
    return rows.min() == rows.max()
        ? Numbers.counted(Math.round(rows.max()), "row")
        : Numbers.count(Math.round(rows.min()))
            + " to "
            + most
            + " rows, median "
            + Numbers.count(Math.round(rows.median()));
  }

  /** Null where there is nothing to compare. */
  Rates rates() {
    return Rates.of(report.tasks().mappers());
  }

  List<SlowTask> slowest() {
    long longest = report.tasks().slowest().stream().mapToLong(Tasks.Task::millis).max().orElse(1);
    return report.tasks().slowest().stream()
        .map(
            task ->
                new SlowTask(
                    task.id(),
                    task.host(),
                    Numbers.count(task.records()),
                    Numbers.rate(1000.0 * task.records() / Math.max(1, task.millis())),
                    Numbers.millis(task.millis()),
                    Numbers.millis(task.cpuMillis()),
                    Bar.beside(Numbers.share(task.millis(), longest))))
        .toList();
  }

  List<Line> steps() {
    long whole = report.millis().values().stream().mapToLong(Long::longValue).sum();
    return report.millis().entrySet().stream()
        .map(
            step ->
                new Line(
                    "until " + step.getKey(),
                    Numbers.millis(step.getValue()),
                    null,
                    null,
                    Bar.ofWhole(Numbers.share(step.getValue(), whole)),
                    false))
        .toList();
  }

  List<Fact> settings() {
    return report.request().entrySet().stream()
        .filter(setting -> !setting.getValue().isEmpty())
        .map(setting -> new Fact(setting.getKey(), setting.getValue()))
        .toList();
  }

  String inputSummary() {
    RunReport.Input input = report.input();
    return Numbers.counted(input.files(), "file") + ", " + Numbers.bytes(input.bytes());
  }

  List<InputLine> inputs() {
    return report.input().listed().stream().map(ReportPage::input).toList();
  }

  /** One input file. */
  record InputLine(String path, String bytes, String modified) {}

  private static InputLine input(InputFile file) {
    return new InputLine(
        file.path(),
        Numbers.bytes(file.length()),
        Instant.ofEpochMilli(file.modified()).truncatedTo(ChronoUnit.SECONDS).toString());
  }

  String inputsLeftOut() {
    int more = report.input().files() - report.input().listed().size();
    return more > 0 ? Numbers.counted(more, "more file") : null;
  }
}
