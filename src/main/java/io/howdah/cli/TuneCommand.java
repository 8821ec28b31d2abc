package io.howdah.cli;

import io.howdah.batch.TuneJob;
import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.TuneOptions;
import io.howdah.cli.options.Usage;
import io.howdah.cli.text.TuneTable;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.record.Excerpt;
import io.howdah.settings.Settings;
import io.howdah.tune.Measured;
import io.howdah.tune.Recommendation;
import io.howdah.tune.TuneResult;
import io.howdah.tune.TuneRun;
import io.howdah.tune.TuningChart;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * {@code tune}: which mini-batch, and which engine, is the fastest for these records here. The
 * mini-batch is kept for those who score; the engine is theirs to choose.
 */
public final class TuneCommand implements Command {

  @Override
  public Usage usage() {
    return new Usage(
        "tune",
        "Measure mini-batch sizes and engines on records of yours, and keep the best mini-batch of"
            + " each engine.",
        "MODEL --input PATH [options]",
        own(),
        InputOptions.settings(),
        List.of(
            "tune models/digits --input digits.csv.gz",
            "tune models/digits --input digits.csv.gz --engines nd4j,dl4j --batch-sizes 64,256,1024"
                + " --chart digits.svg",
            "tune models/digits --input digits.csv.gz --max-latency 5",
            "tune hdfs:///models/digits --input hdfs:///data/digits.csv.gz --on-cluster"));
  }

  private static List<Option> own() {
    List<Option> options = new ArrayList<>();
    options.add(InputOptions.paths("files, folders or globs with records to try; may be repeated"));
    options.addAll(InputOptions.options());
    options.addAll(TuneOptions.options());
    return options;
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    TuneOptions options = TuneOptions.of(line, session.settings(), usage());
    ModelArtifact artifact = ModelArtifact.open(options.request().model(), session.conf());
    PrintStream err = session.err();
    err.println(
        "tuning "
            + name(artifact.card())
            + " for about "
            + options.request().seconds()
            + " s"
            + (options.onCluster() ? " in a task of the cluster" : ""));
    TuneResult result =
        options.onCluster()
            ? new TuneJob(session.conf(), session.settings(), session.err()).run(options.request())
            : TuneRun.measure(options.request(), session.conf(), err::println);
    requireEngines(options, result);
    return report(options, artifact, result, session);
  }

  private static int report(
      TuneOptions options, ModelArtifact artifact, TuneResult result, Session session)
      throws IOException {
    Recommendation recommendation = new Recommendation(options.maxMillis());
    List<Measured> recommended = recommendation.ofEach(result.sweep());
    PrintStream out = session.out();
    out.printf(
        Locale.ROOT,
        "%n%s on %s, %,d records%s%n%n",
        name(artifact.card()),
        result.cpu(),
        result.records(),
        result.taken() == result.records()
            ? ""
            : String.format(
                Locale.ROOT, " (%,d more cannot be decoded)", result.taken() - result.records()));
    TuneTable.print(result.sweep(), recommended, out);
    result
        .leftOut()
        .forEach(
            (what, why) ->
                out.println("  left out: " + what + ": " + Excerpt.of(why, Excerpt.OF_A_MESSAGE)));
    substitutes(result, out);
    Optional<Measured> best = recommendation.best(result.sweep());
    if (best.isPresent()) {
      advise(best.get(), options, out);
      store(options, artifact, result, recommended, session);
      nameEngine(best.get(), session);
    } else {
      session
          .err()
          .println(
              "howdah: Cannot recommend a mini-batch: none has a p99 within --max-latency "
                  + options.maxMillis().orElseThrow()
                  + " ms; allow more");
    }
    if (options.chart().isPresent()) {
      new TuningChart(name(artifact.card()) + " on " + result.cpu(), result.sweep())
          .write(options.chart().get());
      out.println("drawn in " + options.chart().get());
    }
    return best.isPresent() ? 0 : Main.REFUSED;
  }

  private static void requireEngines(TuneOptions options, TuneResult result) throws IOException {
    for (String engine : options.namesEngines() ? options.request().engines() : List.<String>of()) {
      if (!result.engines().containsKey(engine)) {
        throw new IOException("Cannot measure engine " + engine + ": " + result.leftOut());
      }
    }
    if (result.sweep().isEmpty()) {
      throw new IOException("Cannot measure anything: " + result.leftOut());
    }
  }

  private static void substitutes(TuneResult result, PrintStream out) {
    result
        .engines()
        .forEach(
            (asked, ran) -> {
              if (!ran.equals(asked)) {
                out.println("  " + asked + " ran as " + ran);
              }
            });
  }

  private static void advise(Measured best, TuneOptions options, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%nrecommended: --engine %s --batch-size %d, %s%n",
        best.candidate().engine().text(),
        best.candidate().batchSize(),
        options.maxMillis().isPresent()
            ? "the fastest with a p99 within " + options.maxMillis().getAsDouble() + " ms"
            : "the smallest mini-batch within 5% of the best throughput");
    if (best.candidate().threads() > 1) {
      out.println(
          "  (on "
              + best.candidate().threads()
              + " threads; score and stream compute on one, so more mappers serve better)");
    }
  }

  private static void store(
      TuneOptions options,
      ModelArtifact artifact,
      TuneResult result,
      List<Measured> recommended,
      Session session)
      throws IOException {
    boolean cluster = options.onCluster() && !Settings.runsLocally(session.conf());
    long now = System.currentTimeMillis();
    List<Tuning.Entry> entries =
        recommended.stream()
            .map(each -> result.entry(each, artifact.card().sha256(), cluster, now))
            .toList();
    TuningFile file = new TuningFile(artifact, session.conf());
    file.add(entries);
    session
        .out()
        .println(
            "stored in "
                + file.path()
                + ": score and stream take the mini-batch of their engine from it"
                + (cluster ? " on this cluster" : " on this kind of CPU")
                + " where no --batch-size is given");
  }

  /** What is stored chooses no engine: another one may round otherwise, or not be installed. */
  private static void nameEngine(Measured best, Session session) {
    String recommended = best.candidate().engine().text();
    String used = session.settings().scoring().engine().text();
    if (!recommended.equals(used)) {
      session
          .out()
          .println(
              "  their engine is "
                  + used
                  + " unless you say otherwise: add --engine "
                  + recommended);
    }
  }

  private static String name(ModelCard card) {
    return card.name() + ":" + card.version();
  }
}
