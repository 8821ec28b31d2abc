package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.ModelOptions;
import io.howdah.cli.options.SettingOption;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.OptimizeText;
import io.howdah.files.GivenPath;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.Task;
import io.howdah.optimize.Choice;
import io.howdah.optimize.HalvedSample;
import io.howdah.optimize.Optimizer;
import io.howdah.optimize.Report;
import io.howdah.optimize.Variant;
import io.howdah.predict.FilledCounts;
import io.howdah.record.Feature;
import io.howdah.settings.Settings;
import io.howdah.source.AbsentFields;
import io.howdah.source.RecordSample;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.hadoop.fs.Path;

/** {@code optimize}: variants of a model, measured on the user's records; the best one kept. */
public final class OptimizeCommand implements Command {
  private static final int RECORDS = 4_000;
  private static final int BATCH_SIZE = 256; // where each task of a run would find out
  private static final int MOST_RECORDS = 1_000_000;
  private static final double BUDGET = 0.005;
  private static final String OUTPUT = "output";
  private static final String LABEL_COLUMN = "label-column";
  private static final String ACCURACY_BUDGET = "accuracy-budget";

  @Override
  public Usage usage() {
    return new Usage(
        "optimize",
        "Make a model smaller or faster, measure what it costs, and keep the best within a budget.",
        "MODEL --input PATH --output DIR [options]",
        own(),
        InputOptions.settings(
            SettingOption.ENGINE,
            new SettingOption("batch-size", "N", Settings.BATCH_SIZE, "rows per mini-batch")),
        List.of(
            "optimize models/digits --input data/digits.csv.gz --output models/digits-fast",
            "optimize models/churn --input data/churn.csv --label-column churned"
                + " --accuracy-budget 0.001 --output models/churn-fast",
            "optimize models/digits --input data/digits.csv.gz --variants folded,half"
                + " --choose smallest --output models/digits-small"));
  }

  private static List<Option> own() {
    List<Option> options = new ArrayList<>();
    options.add(InputOptions.paths("records like those to be scored: files, folders or globs"));
    options.addAll(InputOptions.options());
    options.add(
        Arguments.with("records", "N", "take at most so many of them (default " + RECORDS + ")"));
    options.add(Arguments.with(OUTPUT, "DIR", "new folder for the chosen model and its card"));
    options.add(Arguments.with(LABEL_COLUMN, "NAME", "column with the true label of each record"));
    options.add(
        Arguments.with(
            ACCURACY_BUDGET,
            "X",
            "what a variant may lose (default "
                + BUDGET
                + "): of the accuracy with --label-column; else of the agreement, the share of"
                + " records with the model's own answer; for regression and embedding, which have"
                + " neither, the mean difference of an output to its mean size"));
    options.add(
        Arguments.with("variants", "LIST", "some of " + Variant.names() + " (default all)"));
    options.add(
        Arguments.with(
            "choose",
            "WHICH",
            "fastest (default; of equally fast ones the most exact), smallest, or a variant"));
    return options;
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    Path given = GivenPath.of(ModelOptions.onlyArgument(line, usage()), session.conf());
    if (!line.hasOption("input") || !line.hasOption(OUTPUT)) {
      throw new UsageException("Invalid options: --input and --output are needed");
    }
    Path output = GivenPath.of(line.getOptionValue(OUTPUT), session.conf());
    double budget = Arguments.share(line, ACCURACY_BUDGET, BUDGET);
    List<Variant> variants = variants(line);
    Choice choice = choice(line, variants);
    ModelArtifact.requireNew(output, session.conf());
    ModelArtifact artifact = ModelArtifact.open(given, session.conf());
    HalvedSample sample = sample(artifact.card(), line, session);
    OptimizeText.printSample(sample, session.out());
    NativeBackend.prepare();
    try (TemporaryFolder folder = TemporaryFolder.make()) {
      java.nio.file.Path model = folder.path().resolve(artifact.modelPath().getName());
      artifact.fetch(model);
      java.nio.file.Path work = Files.createDirectory(folder.path().resolve("variants"));
      Report report =
          new Optimizer(
                  new Optimizer.Request(
                      artifact.card(),
                      model,
                      variants,
                      session.settings().scoring().engine(),
                      budget,
                      choice),
                  sample,
                  work)
              .run();
      OptimizeText.print(report, session.out());
      if (report.chosen().isEmpty()) {
        session
            .err()
            .printf(
                Locale.ROOT,
                "howdah: no %s within the accuracy budget of %s: nothing is written%n",
                choice.isOne() ? "variant " + choice.text() : "variant",
                budget);
        return Main.REFUSED;
      }
      Report.Chosen chosen = report.chosen().get();
      ModelArtifact.create(chosen.card(), chosen.file(), output, session.conf());
      session
          .out()
          .printf(
              Locale.ROOT,
              "%nchosen: %s; %s is %s%n",
              chosen.variant().text(),
              ModelOptions.shown(output),
              chosen.card().title());
      return 0;
    }
  }

  private static List<Variant> variants(CommandLine line) throws UsageException {
    if (!line.hasOption("variants")) {
      return Variant.all();
    }
    try {
      List<Variant> variants = Arguments.list(line, "variants").stream().map(Variant::of).toList();
      if (variants.isEmpty()) {
        throw new UsageException(
            "Invalid --variants: none (must be some of " + Variant.names() + ")");
      }
      return variants;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static Choice choice(CommandLine line, List<Variant> variants) throws UsageException {
    try {
      Choice choice = Choice.of(line.getOptionValue("choose", "fastest"));
      if (choice.isOne() && variants.stream().noneMatch(v -> v.text().equals(choice.text()))) {
        throw new UsageException(
            "Invalid --choose: " + choice.text() + " (is not one of --variants)");
      }
      return choice;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static HalvedSample sample(ModelCard card, CommandLine line, Session session)
      throws UsageException, IOException {
    Optional<String> label = Optional.ofNullable(line.getOptionValue(LABEL_COLUMN));
    if (label.isPresent() && card.task() != Task.CLASSIFICATION) {
      throw new UsageException(
          "Invalid --label-column: the model's task is "
              + card.task().text()
              + " (must be classification)");
    }
    int records = Arguments.whole(line, "records", HalvedSample.LEAST, MOST_RECORDS, RECORDS);
    RecordSample input =
        session
            .open(
                List.of(line.getOptionValues("input")), InputOptions.spec(line, session.settings()))
            .sample(records);
    HalvedSample sample;
    try {
      sample =
          HalvedSample.of(
              input,
              card.schema(),
              label.map(name -> new Feature.OneHot(name, card.labels(), -1)),
              session.settings().scoring().batchSize().orElse(BATCH_SIZE));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    AbsentFields fields = new AbsentFields(card.schema(), input);
    FilledCounts filled = sample.filled(card.schema().features());
    Stream.of(
            fields
                .filledEverywhere(filled, sample.size())
                .map(absent -> "no record has a value for feature " + absent),
            fields
                .unlistedEverywhere(filled, sample.size())
                .map(
                    unlisted ->
                        "no record has a category that the model's card lists for feature "
                            + unlisted))
        .flatMap(Optional::stream)
        .map(
            what ->
                what + ": the variants are made for and judged on what the model's card fills in")
        .forEach(session.err()::println);
    return sample;
  }
}
