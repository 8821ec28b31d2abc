package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.ModelOptions;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.files.GivenPath;
import io.howdah.files.PlainFile;
import io.howdah.model.CardJson;
import io.howdah.model.Fingerprint;
import io.howdah.model.LocalCopy;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import io.howdah.model.Task;
import io.howdah.record.DecimalText;
import io.howdah.record.Excerpt;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import io.howdah.source.SourceSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** {@code model init}: writes the card beside a model. */
public final class ModelInitCommand implements Command {
  private static final String FEATURES_FROM = "features-from";
  private static final String WITHOUT = "without";

  @Override
  public Usage usage() {
    return new Usage(
        "model init",
        "Write the card that says how records become a model's inputs.",
        "DIR|FILE --key COLUMN (--features LIST | --features-from CSV) [--labels LIST]",
        own(),
        InputOptions.settings(),
        List.of(
            "model init models/digits/digits.zip --key id --features p[0..783]"
                + " --labels 0,1,2,3,4,5,6,7,8,9",
            "model init models/churn.zip --key customer --features-from churn.csv --without churned"
                + " --delimiter ; --labels stays,goes",
            "model init models/churn.zip --name churn --version 3 --key customer --time seen"
                + " --features age,city --categories city=a|b|c --missing age=0 --missing city=a"
                + " --unknown city=c --labels stays,goes"));
  }

  private static List<Option> own() {
    return List.of(
        Arguments.with("name", "NAME", "the model's name (default: the file's)"),
        Arguments.with("version", "VERSION", "the model's version (default: 1)"),
        Arguments.with("key", "COLUMN", "column that is the row key"),
        Arguments.with("time", "COLUMN", "column with the record's own time"),
        Arguments.with("features", "LIST", "columns in the model's order, as p[0..783],age"),
        Arguments.with(
            FEATURES_FROM,
            "CSV",
            "a CSV or TSV file, packed or not: all columns of its header but the key, the time and"
                + " --without"),
        Arguments.with(WITHOUT, "LIST", "columns of that file that are no features: labels"),
        Arguments.with("categories", "NAME=A|B", "one-hot feature, as city=a|b|c (repeatable)"),
        Arguments.with("missing", "NAME=VALUE", "stands for an absent value (repeatable)"),
        Arguments.with(
            "unknown", "NAME=CATEGORY", "stands for a category that is not listed (repeatable)"),
        Arguments.with("input-shape", "SHAPE", "of one record, as 1,28,28 (default: flat)"),
        Arguments.with(
            "task", "TASK", "classification (default), regression, multi-label or embedding"),
        Arguments.with("labels", "LIST", "of the outputs in order, as stays,goes"),
        Arguments.flag("force", "replace the card that is there"));
  }

  @Override
  public int run(CommandLine arguments, Session session) throws Exception {
    Path given = GivenPath.of(ModelOptions.onlyArgument(arguments, usage()), session.conf());
    FileSystem fs = given.getFileSystem(session.conf());
    Path file = ModelArtifact.file(fs, given).getPath();
    Path target = ModelArtifact.cardPath(fs, file);
    boolean force = arguments.hasOption("force");
    if (!force && fs.exists(target)) {
      throw new IOException("Cannot write " + target + ": it is there (replace it with --force)");
    }
    String json = CardJson.write(card(arguments, file, session));
    // what is written must be readable: the same strict checks
    ModelCard card = CardJson.parse(json.getBytes(StandardCharsets.UTF_8));
    if (arguments.hasOption(FEATURES_FROM)) {
      source(arguments, session).requireNumbers(card.schema());
    }
    requireFits(
        card,
        file,
        arguments.hasOption(FEATURES_FROM)
            ? " (columns of --features-from that are no features are left out by --without)"
            : "",
        session.conf());
    PlainFile.replace(target, json.getBytes(StandardCharsets.UTF_8), session.conf());
    session
        .out()
        .printf(
            Locale.ROOT,
            "%s: %s %s, %d inputs%n",
            ModelOptions.shown(target),
            card.name(),
            card.version(),
            card.schema().width());
    return 0;
  }

  /** Scores a record of zeros: a card that a run would refuse is not written. */
  private static void requireFits(ModelCard card, Path file, String remedy, Configuration conf)
      throws IOException {
    try {
      var unused =
          LocalCopy.of(
              ModelArtifact.of(card, file, conf),
              copy -> ModelVerifyCommand.outputs(copy, card, false));
    } catch (ModelException e) {
      throw new ModelException(
          "Cannot write a card for "
              + file.getName()
              + " with "
              + inputs(card)
              + ": "
              + e.getMessage()
              + remedy,
          e);
    }
  }

  private static String inputs(ModelCard card) {
    List<Feature> features = card.schema().features();
    String first = features.stream().limit(3).map(Feature::name).collect(Collectors.joining(", "));
    return card.schema().width()
        + " inputs ("
        + Excerpt.of(first, 100)
        + (features.size() > 3
            ? ", … " + Excerpt.of(features.get(features.size() - 1).name(), 40)
            : "")
        + ")";
  }

  private static ModelCard card(CommandLine arguments, Path file, Session session)
      throws Exception {
    String key = required(arguments, "key");
    Optional<String> time = Optional.ofNullable(arguments.getOptionValue("time"));
    List<Feature> features =
        ModelOptions.features(
            featureNames(arguments, key, time, session),
            ModelOptions.pairs(arguments, "categories"),
            ModelOptions.pairs(arguments, "missing"),
            ModelOptions.pairs(arguments, "unknown"));
    RecordSchema schema = new RecordSchema(key, time, features);
    try (InputStream in = PlainFile.open(file, session.conf())) {
      return new ModelCard(
          arguments.getOptionValue("name", ModelArtifact.name(file)),
          arguments.getOptionValue("version", "1"),
          schema,
          inputShape(arguments, schema),
          task(arguments),
          Arguments.list(arguments, "labels"),
          Fingerprint.copy(in, OutputStream.nullOutputStream()));
    }
  }

  private static List<String> featureNames(
      CommandLine arguments, String key, Optional<String> time, Session session)
      throws UsageException, IOException {
    if (arguments.hasOption("features") == arguments.hasOption(FEATURES_FROM)) {
      throw new UsageException("Invalid options: give one of --features and --features-from");
    }
    if (arguments.hasOption("features")) {
      if (arguments.hasOption(WITHOUT)) {
        throw new UsageException("Invalid options: --without goes with --features-from");
      }
      return Arguments.list(arguments, "features");
    }
    FeatureSource source = source(arguments, session);
    List<String> names = new ArrayList<>(source.columns());
    remove(names, "key", key, source);
    if (time.isPresent()) {
      remove(names, "time", time.get(), source);
    }
    for (String column : Arguments.list(arguments, WITHOUT)) {
      remove(names, WITHOUT, column, source);
    }
    return names;
  }

  private static void remove(List<String> names, String option, String name, FeatureSource source)
      throws UsageException {
    if (!names.remove(name)) {
      throw new UsageException(
          "Invalid --" + option + ": " + name + " (is not in the header of " + source.file() + ")");
    }
  }

  private static FeatureSource source(CommandLine arguments, Session session)
      throws UsageException, IOException {
    SourceSpec format = InputOptions.spec(arguments, session.settings());
    return FeatureSource.of(
        GivenPath.of(arguments.getOptionValue(FEATURES_FROM), session.conf()), format, session);
  }

  private static List<Integer> inputShape(CommandLine arguments, RecordSchema schema)
      throws UsageException {
    if (!arguments.hasOption("input-shape")) {
      return List.of(schema.width());
    }
    try {
      return Arguments.list(arguments, "input-shape").stream()
          .map(size -> Math.toIntExact(DecimalText.whole(size)))
          .toList();
    } catch (NumberFormatException | ArithmeticException e) {
      throw new UsageException(
          "Invalid --input-shape: "
              + arguments.getOptionValue("input-shape")
              + " (must be integers like 1,28,28)");
    }
  }

  private static Task task(CommandLine arguments) throws UsageException {
    try {
      return Task.of(arguments.getOptionValue("task", Task.CLASSIFICATION.text()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static String required(CommandLine arguments, String option) throws UsageException {
    if (!arguments.hasOption(option)) {
      throw new UsageException("Invalid options: --" + option + " is missing");
    }
    return arguments.getOptionValue(option);
  }
}
