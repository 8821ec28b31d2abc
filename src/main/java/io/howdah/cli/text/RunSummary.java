package io.howdah.cli.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.batch.Preflight;
import io.howdah.gate.Counts;
import io.howdah.gate.Gates;
import io.howdah.predict.FilledIn;
import io.howdah.report.Numbers;
import io.howdah.run.RunOutcome;
import io.howdah.run.ScoreRequest;
import io.howdah.tune.MiniBatchChoice;
import io.howdah.view.HiddenEvents;
import io.howdah.view.VersionState;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The closing lines of a run: every count, every gate. */
public final class RunSummary {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WORST = 5;

  private RunSummary() {}

  /**
   * @param miniBatch why its mini-batches are as large as they are; empty for a run that was
   *     resumed
   * @param report where the page about it lies, if it could be written
   */
  public static void print(
      RunOutcome outcome,
      Optional<MiniBatchChoice> miniBatch,
      Optional<String> report,
      PrintStream out) {
    Counts counts = outcome.manifest().counts();
    out.printf(
        Locale.ROOT,
        "%nview %s, version %d (%s): %s%n",
        outcome.manifest().request().view(),
        outcome.version(),
        Instant.ofEpochMilli(outcome.version()),
        outcome.state());
    out.printf(Locale.ROOT, "  %-22s %s%n", "engine", outcome.manifest().engine());
    miniBatch.ifPresent(choice -> out.printf(Locale.ROOT, "  %-22s %s%n", "mini-batch", choice));
    line(out, "records read", counts.recordsRead());
    line(out, "predictions", counts.predictions());
    printFilled(counts.filledIn(), counts.predictions(), out);
    line(out, "rejects", counts.rejects());
    counts.rejectsByCause().forEach((cause, count) -> line(out, "  " + cause, count));
    line(out, "merged away", counts.mergedAway());
    if (counts.doubled().keys() > 0) {
      out.printf(
          Locale.ROOT,
          "  %-22s %,10d (%s)%n",
          "doubled keys",
          counts.doubled().keys(),
          counts.doubled().rule());
    }
    line(out, "rows written", counts.keysWritten());
    line(out, "cells written", counts.cellsWritten());
    hidden(outcome)
        .filter(HiddenEvents::any)
        .ifPresent(hides -> out.printf(Locale.ROOT, "  %-22s %s%n", "hides", hides.text()));
    outcome
        .manifest()
        .millis()
        .forEach((step, millis) -> out.printf(Locale.ROOT, "  %-22s %,10d ms%n", step, millis));
    outcome
        .manifest()
        .gates()
        .forEach(
            (name, verdict) ->
                out.printf(
                    Locale.ROOT, "  gate %-17s %s: %s%n", name, verdict.words(), verdict.text()));
    Gates.advice(outcome.manifest().gates()).ifPresent(advice -> out.println("  " + advice));
    if (counts.rejects() > 0) {
      out.println("  rejects are kept in " + outcome.rejects());
    }
    report.ifPresent(page -> out.printf(Locale.ROOT, "  %-22s %s%n", "report", page));
  }

  /** The features that were filled in most. */
  private static void printFilled(FilledIn filled, long records, PrintStream out) {
    filled.records().entrySet().stream()
        .limit(WORST)
        .forEach(
            feature ->
                out.printf(
                    Locale.ROOT,
                    "  %-22s %,10d (%s)%n",
                    "  filled in " + feature.getKey(),
                    feature.getValue(),
                    Numbers.share((double) feature.getValue() / records)));
    if (filled.features() > WORST) {
      out.println(
          "    filled in less often: " + Numbers.counted(filled.features() - WORST, "feature"));
    }
  }

  /** One flat object for programs, and the gates in it. */
  public static ObjectNode json(RunOutcome outcome, Optional<String> report) {
    Counts counts = outcome.manifest().counts();
    ObjectNode node =
        JSON.createObjectNode()
            .put("view", outcome.manifest().request().view())
            .put("version", outcome.version())
            .put("state", outcome.state().name());
    Gates.refusal(outcome.manifest().gates()).ifPresent(gate -> node.put("refusal", gate));
    node.put("model", outcome.manifest().model())
        .put("engine", outcome.manifest().engine())
        .put("recordsRead", counts.recordsRead())
        .put("predictions", counts.predictions())
        .put("rejects", counts.rejects())
        .put("mergedAway", counts.mergedAway())
        .put("doubledKeys", counts.doubled().keys())
        .put("rows", counts.keysWritten())
        .put("cells", counts.cellsWritten());
    hidden(outcome).ifPresent(hides -> put(node, hides));
    node.put("folder", outcome.folder()).put("rejectsFolder", outcome.rejects());
    report.ifPresent(page -> node.put("report", page));
    node.put("filledInFeatures", counts.filledIn().features());
    node.set("filledIn", JSON.valueToTree(counts.filledIn().records()));
    node.put("mergeRule", counts.doubled().rule());
    node.set("gates", JSON.valueToTree(outcome.manifest().gates()));
    return node;
  }

  /** Empty before it is published: nobody has counted, or it was counted by a driver that died. */
  private static Optional<HiddenEvents> hidden(RunOutcome outcome) {
    return outcome.state() == VersionState.PUBLISHED
        ? Optional.ofNullable(outcome.manifest().hides())
        : Optional.empty();
  }

  /** What a publication hides, as every verb that publishes says it to programs. */
  public static void put(ObjectNode node, HiddenEvents hides) {
    node.put("hidesEvents", hides.events()).put("hidesDeletions", hides.deletions());
  }

  /** What a run would do. */
  public static void printPlan(Preflight plan, MiniBatchChoice miniBatch, PrintStream out) {
    ScoreRequest request = plan.manifest().request();
    out.printf(Locale.ROOT, "view        %s%n", request.view());
    out.printf(
        Locale.ROOT, "model       %s (%s)%n", plan.manifest().model(), plan.card().task().text());
    out.printf(
        Locale.ROOT,
        "input       %s, %,d bytes, %s%n",
        Numbers.counted(plan.manifest().files().count(), "file"),
        plan.length(),
        request.format().name());
    out.printf(
        Locale.ROOT,
        "as of       %s (%d, %s)%n",
        Instant.ofEpochMilli(plan.asOf()),
        plan.asOf(),
        plan.asOfOrigin());
    out.printf(Locale.ROOT, "engine      %s%n", plan.manifest().engine());
    out.printf(Locale.ROOT, "mini-batch  %s%n", miniBatch);
    out.printf(Locale.ROOT, "merge       %s%n", request.scoring().merge().text());
    out.printf(Locale.ROOT, "writer      %s%n", request.writer());
  }

  private static void line(PrintStream out, String name, long count) {
    out.printf(Locale.ROOT, "  %-22s %,10d%n", name, count);
  }
}
