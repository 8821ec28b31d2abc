package io.howdah.cli;

import io.howdah.batch.InputSample;
import io.howdah.model.CardJson;
import io.howdah.model.Fingerprint;
import io.howdah.model.GivenPath;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.record.Feature;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** {@code model init}: writes the card beside a model. */
public final class ModelInitCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "model init",
        "Write the card that says how records become a model's inputs.",
        "DIR|FILE --key COLUMN (--features LIST | --features-from CSV) [--labels LIST]",
        List.of(
            Arguments.with("name", "NAME", "the model's name (default: the file's)"),
            Arguments.with("version", "VERSION", "the model's version (default: 1)"),
            Arguments.with("key", "COLUMN", "column that is the row key"),
            Arguments.with("time", "COLUMN", "column with the record's own time"),
            Arguments.with("features", "LIST", "columns in the model's order, as p[0..783],age"),
            Arguments.with(
                "features-from",
                "CSV",
                "a CSV file, packed or not: all columns of its header but the key and the time"),
            Arguments.with("categories", "NAME=A|B", "one-hot feature, as city=a|b|c (repeatable)"),
            Arguments.with("missing", "NAME=VALUE", "stands for an absent value (repeatable)"),
            Arguments.with("input-shape", "SHAPE", "of one record, as 1,28,28 (default: flat)"),
            Arguments.with(
                "task", "TASK", "classification (default), regression, multi-label or embedding"),
            Arguments.with("labels", "LIST", "of the outputs in order, as stays,goes"),
            Arguments.flag("force", "replace the card that is there")),
        List.of(
            "model init models/digits/digits.zip --key id --features p[0..783]"
                + " --labels 0,1,2,3,4,5,6,7,8,9",
            "model init models/churn.zip --name churn --version 3 --key customer --time seen"
                + " --features age,city --categories city=a|b|c --missing age=0 --missing city=a"
                + " --labels stays,goes"));
  }

  @Override
  public int run(CommandLine arguments, Session session) throws Exception {
    Path given = GivenPath.of(ModelOptions.onlyArgument(arguments, this), session.conf());
    FileSystem fs = given.getFileSystem(session.conf());
    Path file = ModelArtifact.file(fs, given).getPath();
    Path target = ModelArtifact.cardPath(fs, file);
    boolean force = arguments.hasOption("force");
    if (!force && fs.exists(target)) {
      throw new IOException("Cannot write " + target + ": it is there (replace it with --force)");
    }
    String json = CardJson.write(card(arguments, file, session.conf()));
    // what is written must be readable: the same strict checks
    ModelCard card = CardJson.parse(json.getBytes(StandardCharsets.UTF_8));
    try (OutputStream out = fs.create(target, force)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    }
    session
        .out()
        .printf(
            "%s: %s %s, %d inputs%n", target, card.name(), card.version(), card.schema().width());
    return 0;
  }

  private static ModelCard card(CommandLine arguments, Path file, Configuration conf)
      throws Exception {
    String key = required(arguments, "key");
    Optional<String> time = Optional.ofNullable(arguments.getOptionValue("time"));
    List<Feature> features =
        ModelOptions.features(
            featureNames(arguments, key, time, conf),
            ModelOptions.pairs(arguments, "categories"),
            ModelOptions.pairs(arguments, "missing"));
    RecordSchema schema = new RecordSchema(key, time, features);
    try (InputStream in = GivenPath.open(file, conf)) {
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
      CommandLine arguments, String key, Optional<String> time, Configuration conf)
      throws UsageException, IOException {
    if (arguments.hasOption("features") == arguments.hasOption("features-from")) {
      throw new UsageException("Invalid options: give one of --features and --features-from");
    }
    if (arguments.hasOption("features")) {
      return Arguments.list(arguments, "features");
    }
    Path csv = GivenPath.of(arguments.getOptionValue("features-from"), conf);
    List<String> names = new ArrayList<>(header(csv, conf));
    if (!names.remove(key)) {
      throw new UsageException("Invalid --key: " + key + " (is not in the header of " + csv + ")");
    }
    if (time.isPresent() && !names.remove(time.get())) {
      throw new UsageException(
          "Invalid --time: " + time.get() + " (is not in the header of " + csv + ")");
    }
    return names;
  }

  private static List<String> header(Path csv, Configuration conf)
      throws UsageException, IOException {
    RecordFormat format = RecordFormat.of("csv");
    InputSample sample = InputSample.of(List.of(csv.toString()), format, conf, 0);
    try {
      return sample.columns(format);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + " (" + csv + ")");
    }
  }

  private static List<Integer> inputShape(CommandLine arguments, RecordSchema schema)
      throws UsageException {
    if (!arguments.hasOption("input-shape")) {
      return List.of(schema.width());
    }
    try {
      return Arguments.list(arguments, "input-shape").stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
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
