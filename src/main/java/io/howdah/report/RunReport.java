package io.howdah.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.gate.Counts;
import io.howdah.gate.Gates;
import io.howdah.gate.Histogram;
import io.howdah.gate.Verdict;
import io.howdah.record.Excerpt;
import io.howdah.record.FieldConventions;
import io.howdah.record.RecordFormat;
import io.howdah.run.RunManifest;
import io.howdah.run.ScoreRequest;
import io.howdah.run.Tasks;
import io.howdah.source.InputFile;
import io.howdah.source.InputList;
import io.howdah.source.SourceSpec;
import io.howdah.view.HiddenEvents;
import io.howdah.view.VersionState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run did: {@code report.json}, whose fields report.md specifies. Bounded, whatever the run
 * met: lists and texts are cut, and the texts hold visible characters alone.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
    int format,
    String view,
    long version,
    String asOf,
    String state,
    String outcome,
    Long served,
    String model,
    String sha256,
    String engine,
    Map<String, String> request,
    Input input,
    Books counts,
    Filled filledIn,
    Rejects rejects,
    List<Gate> gates,
    Histogram histogram,
    Previous previous,
    Tasks tasks,
    Map<String, Long> millis,
    HiddenEvents hides,
    String failure,
    String resume,
    String advice,
    String folder,
    String written) {
  private static final int FORMAT = 1;
  private static final int NAME = 60; // characters
  private static final int TEXT = 200; // characters
  private static final int SENTENCE = 600; // characters
  private static final int FILES = 20;
  private static final int CAUSES = 10;
  private static final int FEATURES = 20;
  private static final int GATES = 16;
  private static final int STEPS = 16;
  private static final int LABELS = 50;
  private static final int BUCKETS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The input as it was listed when the run began: of many files the first. */
  public record Input(int files, long bytes, List<InputFile> listed) {}

  /** The books of the run; they balance. */
  public record Books(
      long recordsRead,
      long predictions,
      long rejects,
      long nonFinite,
      long mergedAway,
      Counts.Doubled doubled,
      long keysWritten,
      long cellsWritten) {}

  /**
   * What the model's card filled in for the scored records.
   *
   * @param features that were filled in at least once
   * @param most those that were filled in most, the first of them most often
   */
  public record Filled(int features, List<FilledFeature> most) {}

  /** A feature, in how many records it was filled in, and their share of the scored ones. */
  public record FilledFeature(String feature, long records, double share) {}

  /**
   * What could not be scored.
   *
   * @param folder with all of them
   * @param causes the most frequent first
   */
  public record Rejects(String folder, List<Cause> causes) {}

  /** Why records were rejected, how many, and some of them. */
  public record Cause(String cause, long count, List<Example> examples) {}

  /** One rejected record. */
  public record Example(String file, long offset, String message, String record) {}

  /**
   * A gate's verdict.
   *
   * @param verdict in a word, as {@link Verdict#word} has it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Gate(
      String name,
      String verdict,
      boolean passed,
      String text,
      Double value,
      Double limit,
      String overridden) {
    /** The verdict, and for what reason it was overridden. */
    String words() {
      return overridden == null ? verdict : verdict + " (" + overridden + ")";
    }
  }

  /** The version that the predictions are compared with. */
  public record Previous(long version, String asOf, Histogram histogram) {}

  /** The causes of which examples are shown. */
  static Set<String> topCauses(RunManifest manifest) {
    return byCount(manifest.counts() == null ? null : manifest.counts().rejectsByCause(), CAUSES)
        .keySet();
  }

  static RunReport of(ReportedVersion run, Map<String, List<Example>> examples, Instant written) {
    RunManifest manifest = run.manifest();
    return new RunReport(
        FORMAT,
        name(run.view()),
        run.version(),
        Instant.ofEpochMilli(run.version()).toString(),
        run.state().name(),
        Excerpt.of(OutcomeSentence.of(run), SENTENCE),
        run.served().isPresent() ? run.served().getAsLong() : null,
        name(manifest.model()),
        Excerpt.of(manifest.sha256(), 64),
        text(manifest.engine()),
        request(manifest.request()),
        input(manifest.files()),
        books(manifest.counts()),
        filled(manifest.counts()),
        rejects(manifest, examples, run.folder()),
        gates(manifest.gates()),
        histogram(manifest.histogram()),
        run.earlier().map(RunReport::previous).orElse(null),
        tasks(manifest.tasks()),
        cut(manifest.millis(), STEPS),
        manifest.hides(),
        Excerpt.of(manifest.failure(), SENTENCE),
        run.state() == VersionState.FAILED ? Excerpt.of(OutcomeSentence.resume(run), TEXT) : null,
        run.state() == VersionState.REJECTED
            ? Gates.advice(manifest.gates()).map(RunReport::text).orElse(null)
            : null,
        text(run.folder()),
        written.toString());
  }

  private static String name(String text) {
    return Excerpt.of(text, NAME);
  }

  private static String text(String text) {
    return Excerpt.of(text, TEXT);
  }

  private static Map<String, String> request(ScoreRequest request) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", text(request.model()));
    settings.put("input", text(String.join(", ", request.input())));
    putFormat(settings, request.format());
    settings.put("as-of", request.asOf() == null ? "" : Long.toString(request.asOf()));
    settings.put("engine", request.scoring().engine().text());
    settings.put("batch-size", request.scoring().batchSize().toString());
    settings.put("merge", request.scoring().merge().text());
    settings.put("scores", Boolean.toString(request.scoring().keepScores()));
    settings.put("writer", name(request.writer()));
    settings.put("labels", request.labels() == null ? "" : text(request.labels()));
    return settings;
  }

  private static void putFormat(Map<String, String> settings, SourceSpec spec) {
    settings.put("format", name(spec.name()));
    if (spec instanceof SourceSpec.Text text) {
      RecordFormat format = text.text();
      settings.put("delimiter", delimiter(format.delimiter()));
      settings.put("header", Boolean.toString(format.header()));
      settings.put("columns", text(String.join(",", format.columns())));
      FieldConventions conventions = format.conventions();
      settings.put("null-text", text(String.join(",", conventions.nullTexts())));
      settings.put("decimal", String.valueOf(conventions.decimal()));
      settings.put("escape", String.valueOf(conventions.escape()));
      settings.put("trailing-delimiter", Boolean.toString(conventions.trailingDelimiter()));
    }
  }

  /** As an option names it: a control character would not be seen. */
  private static String delimiter(char delimiter) {
    if (delimiter == '\t') {
      return "\\t";
    }
    return delimiter >= ' '
        ? String.valueOf(delimiter)
        : String.format(Locale.ROOT, "\\x%02x", (int) delimiter);
  }

  private static Input input(InputList files) {
    return new Input(
        files.count(),
        files.bytes(),
        files.first().stream()
            .limit(FILES)
            .map(file -> new InputFile(text(file.path()), file.length(), file.modified()))
            .toList());
  }

  private static Books books(Counts counts) {
    return counts == null
        ? null
        : new Books(
            counts.recordsRead(),
            counts.predictions(),
            counts.rejects(),
            counts.nonFinite(),
            counts.mergedAway(),
            new Counts.Doubled(counts.doubled().keys(), text(counts.doubled().rule())),
            counts.keysWritten(),
            counts.cellsWritten());
  }

  private static Filled filled(Counts counts) {
    return counts == null
        ? null
        : new Filled(
            counts.filledFeatures(),
            counts.filledByFeature().entrySet().stream()
                .limit(FEATURES)
                .map(
                    feature ->
                        new FilledFeature(
                            name(feature.getKey()),
                            feature.getValue(),
                            Numbers.share(feature.getValue(), counts.predictions())))
                .toList());
  }

  private static Rejects rejects(
      RunManifest manifest, Map<String, List<Example>> examples, String folder) {
    if (manifest.counts() == null) {
      return null;
    }
    return new Rejects(
        text(folder + "/rejects"),
        byCount(manifest.counts().rejectsByCause(), CAUSES).entrySet().stream()
            .map(
                cause ->
                    new Cause(
                        name(cause.getKey()),
                        cause.getValue(),
                        examples.getOrDefault(cause.getKey(), List.of())))
            .toList());
  }

  private static List<Gate> gates(Map<String, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        // those that refuse, if there are too many
        .sorted(Comparator.comparing(gate -> gate.getValue().passed()))
        .limit(GATES)
        .map(gate -> gate(name(gate.getKey()), gate.getValue()))
        .toList();
  }

  private static Gate gate(String name, Verdict verdict) {
    return new Gate(
        name,
        verdict.word(),
        verdict.passed(),
        text(verdict.text()),
        verdict.value(),
        verdict.limit(),
        text(verdict.overridden()));
  }

  private static Histogram histogram(Histogram histogram) {
    if (histogram == null
        || histogram.counts() == null
        || histogram.counts().length == 0
        || histogram.counts().length > BUCKETS
        || Arrays.stream(histogram.counts()).anyMatch(rows -> rows < 0)
        || !Double.isFinite(histogram.from())
        || !Double.isFinite(histogram.to())) {
      return null;
    }
    return new Histogram(
        name(histogram.kind()),
        histogram.from(),
        histogram.to(),
        histogram.counts(),
        cut(histogram.labels(), LABELS));
  }

  private static Previous previous(ReportedVersion.Earlier earlier) {
    return Optional.ofNullable(histogram(earlier.histogram()))
        .map(
            histogram ->
                new Previous(
                    earlier.version(),
                    Instant.ofEpochMilli(earlier.version()).toString(),
                    histogram))
        .orElse(null);
  }

  private static Tasks tasks(Tasks tasks) {
    return tasks == null
        ? null
        : new Tasks(
            tasks.mappers(),
            tasks.reducers(),
            tasks.slowest().stream()
                .limit(FILES)
                .map(
                    task ->
                        new Tasks.Task(
                            name(task.id()),
                            name(task.host()),
                            task.records(),
                            task.millis(),
                            task.cpuMillis(),
                            task.miniBatch()))
                .toList());
  }

  private static Map<String, Long> byCount(Map<String, Long> counts, int most) {
    return counts == null
        ? Map.of()
        : counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, Long::sum, LinkedHashMap::new));
  }

  private static Map<String, Long> cut(Map<String, Long> numbers, int most) {
    return numbers.entrySet().stream()
        .limit(most)
        .collect(
            Collectors.toMap(
                entry -> name(entry.getKey()), Map.Entry::getValue, Long::sum, LinkedHashMap::new));
  }

  /**
   * The previous version's histogram, or null where it has other buckets: a regression's follow its
   * values.
   */
  Histogram comparable() {
    if (previous == null || histogram == null) {
      return null;
    }
    Histogram before = previous.histogram();
    boolean same =
        before.from() == histogram.from()
            && before.to() == histogram.to()
            && before.counts().length == histogram.counts().length;
    return same ? before : null;
  }

  /** How many keys had several records, and what became of them; empty where none had. */
  Optional<String> doubledKeys() {
    return Optional.ofNullable(counts)
        .map(Books::doubled)
        .filter(doubled -> doubled.keys() > 0)
        .map(doubled -> Numbers.count(doubled.keys()) + " (" + doubled.rule() + ")");
  }

  /** One page that needs nothing else. */
  public String html() {
    return ReportPage.of(this);
  }

  /** One object on one line. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a report of numbers and texts as JSON", e);
    }
  }
}
