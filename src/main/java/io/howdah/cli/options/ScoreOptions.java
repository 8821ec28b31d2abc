package io.howdah.cli.options;

import io.howdah.gate.Gate;
import io.howdah.gate.GateOverride;
import io.howdah.gate.Gates;
import io.howdah.run.AsOf;
import io.howdah.run.ScoreRequest;
import io.howdah.settings.Settings;
import io.howdah.source.DoneFlag;
import io.howdah.view.ViewMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * What {@code score} is asked for.
 *
 * @param view to write
 * @param resume version of the run to go on with; empty: begin a new one
 * @param request of a new run; empty where one is resumed
 * @param create mode of the view, should it be missing; empty: do not create it
 * @param doneFlag that each folder of the input must have; empty: none need have one
 * @param once true to make one version of a request, however often it is asked for
 * @param json true to print the outcome for programs
 */
public record ScoreOptions(
    String view,
    OptionalLong resume,
    Optional<ScoreRequest> request,
    Optional<ViewMode> create,
    Optional<DoneFlag> doneFlag,
    boolean once,
    boolean dryRun,
    boolean publish,
    boolean json) {
  private static final String LABELS = "labels";
  private static final String OVERRIDE = "override-gate";
  private static final String REASON = "reason";
  private static final String ONCE = "once";
  private static final String DONE_FLAG = "done-flag";

  public static final Usage USAGE =
      new Usage(
          "score",
          "Score records with a model and publish the predictions as a batch view.",
          "VIEW --model DIR --input PATH [options] | VIEW --resume VERSION",
          own(),
          settings(),
          List.of(
              "score digits --model /models/digits --input /data/digits.csv.gz --create full",
              "score digits --model /models/digits --input /data/dt=2026-11-24 --batch-size 512",
              "score digits --model /models/digits --input /data/digits.csv.gz --dry-run",
              "score digits --model /models/digits --input /data/digits.csv.gz --labels"
                  + " /data/labels.csv --min-accuracy 0.95",
              "score digits --model /models/digits-2 --input /data/digits.csv.gz --override-gate"
                  + " min-agreement --reason retrained",
              "score digits --resume 1764000000000",
              "score digits --model /models/digits --input /data/dt=2026-11-24 --done-flag _SUCCESS"
                  + " --once --json"));

  private static List<Option> own() {
    List<Option> options = new ArrayList<>();
    options.add(
        Arguments.with("model", "DIR", "model artifact: a folder with a .zip and its card.json"));
    options.add(InputOptions.paths("files, folders or globs; may be repeated"));
    options.addAll(InputOptions.options());
    options.add(
        Arguments.with("create", "MODE", "create the view if it is missing: full or incremental"));
    options.add(
        Arguments.with(
            "as-of",
            "TIME",
            "time up to which the input is complete; the version (default: when the input was last"
                + " written, or before that the end of its folder's day where that has a _SUCCESS"
                + " flag)"));
    options.add(
        Arguments.with(
            DONE_FLAG, "NAME", "refuse an input folder that has no file of this name: _SUCCESS"));
    options.add(
        Arguments.flag("dry-run", "check everything, score a sample, print the plan, stop"));
    options.add(Arguments.flag("no-publish", "load the version, do not publish it"));
    options.add(
        Arguments.with(
            LABELS,
            "FILE",
            "CSV of keys and their true labels, to measure the accuracy by; none: as without it"));
    options.add(
        Arguments.with(OVERRIDE, "NAME", "publish although that gate refuses; may be repeated"));
    options.add(Arguments.with(REASON, "TEXT", "why; kept in the run's manifest"));
    options.add(Arguments.with("resume", "VERSION", "go on with a run that stopped"));
    options.add(
        Arguments.flag(
            ONCE,
            "for schedulers: go on with a run of the same that stopped, do nothing if it is done"));
    options.add(Arguments.json());
    return options;
  }

  private static List<SettingOption> settings() {
    List<SettingOption> options =
        InputOptions.settings(
            new SettingOption(
                "regions", "N", Settings.REGIONS, "regions of a view that is created"),
            new SettingOption(
                "merge",
                "POLICY",
                Settings.MERGE,
                "of records with one key: latest (by time, then by place in the input), max (the"
                    + " highest score), mean (of the outputs), top:N (a ranking) or fail"),
            SettingOption.ENGINE,
            new SettingOption(
                "batch-size", "N", Settings.BATCH_SIZE, "rows per mini-batch, or auto"),
            SettingOption.SCORES,
            new SettingOption("writer", "NAME", Settings.WRITER, "hfiles (bulk load) or puts"));
    for (Gate gate : Gates.all()) {
      options.add(
          new SettingOption(
              gate.name(),
              gate.bound().isWhole() ? "N" : "X",
              gate.key(),
              "gate: " + gate.summary() + (gate.bound().isShare() ? ", 0 to 1" : "")));
    }
    return options;
  }

  public static ScoreOptions of(CommandLine line, Settings settings) throws UsageException {
    String view = Arguments.view(line);
    boolean resumes = line.hasOption("resume");
    boolean dryRun = line.hasOption("dry-run");
    if (resumes && (line.hasOption(OVERRIDE) || line.hasOption(LABELS))) {
      throw new UsageException(
          "Invalid options: --resume goes on with what the run was asked for; for --"
              + OVERRIDE
              + " or --labels, start a new run");
    }
    if (resumes && dryRun) {
      throw new UsageException("Invalid options: --resume cannot be tried with --dry-run");
    }
    if (resumes && line.hasOption(ONCE)) {
      throw new UsageException("Invalid options: --once finds the run that --resume names");
    }
    try {
      return new ScoreOptions(
          view,
          resumes
              ? OptionalLong.of(Arguments.version(line.getOptionValue("resume")))
              : OptionalLong.empty(),
          resumes ? Optional.empty() : Optional.of(request(view, line, settings)),
          Optional.ofNullable(line.getOptionValue("create")).map(ViewMode::of),
          Optional.ofNullable(line.getOptionValue(DONE_FLAG)).map(DoneFlag::new),
          line.hasOption(ONCE),
          dryRun,
          !line.hasOption("no-publish"),
          line.hasOption("json"));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static ScoreRequest request(String view, CommandLine line, Settings settings)
      throws UsageException {
    if (!line.hasOption("model") || !line.hasOption("input")) {
      throw new UsageException("Cannot score " + view + ": --model and --input are needed");
    }
    return new ScoreRequest(
        view,
        line.getOptionValue("model"),
        List.of(line.getOptionValues("input")),
        InputOptions.spec(line, settings),
        line.hasOption("as-of") ? AsOf.parse(line.getOptionValue("as-of")) : null,
        settings.scoring(),
        settings.writer(),
        settings.gates(),
        labels(line),
        override(line));
  }

  /** Null where there are none; a workflow has the option in any case. */
  private static String labels(CommandLine line) {
    String file = line.getOptionValue(LABELS, "none");
    return file.equals("none") ? null : file;
  }

  /** Null where no gate is overridden. */
  private static GateOverride override(CommandLine line) throws UsageException {
    if (line.hasOption(OVERRIDE) != line.hasOption(REASON)) {
      throw new UsageException(
          "Invalid options: --" + OVERRIDE + " and --" + REASON + " need each other");
    }
    return line.hasOption(OVERRIDE)
        ? new GateOverride(List.of(line.getOptionValues(OVERRIDE)), line.getOptionValue(REASON))
            .requireKnown()
        : null;
  }
}
