package io.howdah.cli;

import io.howdah.batch.AsOf;
import io.howdah.batch.Gates;
import io.howdah.batch.KeySample;
import io.howdah.batch.Preflight;
import io.howdah.batch.ScoreRequest;
import io.howdah.batch.ScoreRun;
import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code score}: records in, a published view out. */
public final class ScoreCommand implements Command {
  private static final int REFUSED = 3;
  private static final int KEY_SAMPLE = 10_000;

  @Override
  public String name() {
    return "score";
  }

  @Override
  public String summary() {
    return "Score records with a model and publish the predictions as a batch view.";
  }

  @Override
  public String arguments() {
    return "VIEW --model DIR --input PATH [options] | VIEW --resume VERSION";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Arguments.with(
                "model", "DIR", "model artifact: a folder with a .zip and its card.json"))
        .addOption(
            Option.builder()
                .longOpt("input")
                .hasArgs()
                .argName("PATH")
                .desc("files, folders or globs; may be repeated")
                .build())
        .addOption(
            Arguments.with("format", "NAME", "csv (default), tsv or json (one object a line)"))
        .addOption(Arguments.with("delimiter", "CHAR", "between the fields of a csv (default ,)"))
        .addOption(
            Arguments.with("columns", "A,B,…", "names of the columns, for files without a header"))
        .addOption(
            Arguments.with(
                "create", "MODE", "create the view if it is missing: full or incremental"))
        .addOption(Arguments.with("regions", "N", "regions of a view that is created (default 4)"))
        .addOption(
            Arguments.with(
                "as-of",
                "TIME",
                "time up to which the input is complete; the version (default: the"
                    + " end of the input folder's day if it has a _SUCCESS flag, else now)"))
        .addOption(
            Arguments.with(
                "merge",
                "POLICY",
                "of records with one key: latest (default), max, mean, top:N," + " fail"))
        .addOption(Arguments.with("batch-size", "N", "rows a mini-batch (default 256)"))
        .addOption(flag("scores", "write every output of the model"))
        .addOption(Arguments.with("writer", "NAME", "hfiles (default: bulk load) or puts"))
        .addOption(Arguments.with("min-rows", "N", "gate: least rows of the view (default 1)"))
        .addOption(
            Arguments.with(
                "max-reject-ratio", "X", "gate: share of rejects, 0 to 1 (default 0.01)"))
        .addOption(
            Arguments.with(
                "max-non-finite", "X", "gate: share of non-finite scores, 0 to 1 (default 0)"))
        .addOption(flag("dry-run", "check everything, score a sample, print the plan, stop"))
        .addOption(flag("no-publish", "load the version, do not publish it"))
        .addOption(Arguments.with("resume", "VERSION", "go on with a run that stopped"));
  }

  private static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).build();
  }

  @Override
  public List<String> examples() {
    return List.of(
        "score digits --model /models/digits --input /data/digits.csv.gz --create full",
        "score digits --model /models/digits --input /data/dt=2026-11-24 --batch-size 512",
        "score digits --model /models/digits --input /data/digits.csv.gz --dry-run",
        "score digits --resume 1764000000000");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    if (line.getArgList().size() != 1) {
      throw new UsageException("Cannot score: name one view");
    }
    String view = line.getArgList().get(0);
    boolean resumes = line.hasOption("resume");
    Optional<Preflight> preflight =
        resumes ? Optional.empty() : Optional.of(preflight(view, line, session));
    if (line.hasOption("dry-run")) {
      preflight.ifPresent(plan -> printPlan(plan, session));
      return 0;
    }
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      if (preflight.isPresent()) {
        prepareView(view, preflight.get(), line, catalog, session);
      }
      ScoreRun run =
          new ScoreRun(
              session.conf(), connection, catalog, owner(), new ConsoleListener(session.err()));
      boolean publish = !line.hasOption("no-publish");
      ScoreRun.Outcome outcome =
          resumes
              ? run.resume(view, number(line, "resume", 0), publish)
              : run.start(preflight.orElseThrow(), publish);
      RunSummary.print(outcome, session.out());
      return outcome.state() == VersionState.REJECTED ? REFUSED : 0;
    }
  }

  static Preflight preflight(String view, CommandLine line, Session session)
      throws UsageException, IOException {
    if (!line.hasOption("model") || !line.hasOption("input")) {
      throw new UsageException("Cannot score " + view + ": --model and --input are needed");
    }
    try {
      return Preflight.of(session.conf(), request(view, line), System.currentTimeMillis());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static ScoreRequest request(String view, CommandLine line) throws UsageException {
    String format = line.getOptionValue("format", "csv");
    String delimiter = line.getOptionValue("delimiter", format.equals("tsv") ? "\t" : ",");
    if (delimiter.length() != 1) {
      throw new UsageException("Invalid delimiter: " + delimiter + " (must be one character)");
    }
    List<String> columns =
        line.hasOption("columns") ? List.of(line.getOptionValue("columns").split(",")) : List.of();
    return new ScoreRequest(
        view,
        line.getOptionValue("model"),
        List.of(line.getOptionValues("input")),
        format,
        delimiter,
        columns.isEmpty() && !format.equals("json"),
        columns,
        line.hasOption("as-of") ? AsOf.parse(line.getOptionValue("as-of")) : 0,
        (int) number(line, "batch-size", 256),
        line.getOptionValue("merge", "latest"),
        line.hasOption("scores"),
        line.getOptionValue("writer", ScoreRequest.HFILES),
        new Gates(
            number(line, "min-rows", 1),
            share(line, "max-reject-ratio", 0.01),
            share(line, "max-non-finite", 0)));
  }

  private static long number(CommandLine line, String option, long otherwise)
      throws UsageException {
    String text = line.getOptionValue(option, Long.toString(otherwise));
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException("Invalid --" + option + ": " + text + " (must be a whole number)");
    }
  }

  private static double share(CommandLine line, String option, double otherwise)
      throws UsageException {
    String text = line.getOptionValue(option, Double.toString(otherwise));
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UsageException("Invalid --" + option + ": " + text + " (must be between 0 and 1)");
    }
  }

  private static void prepareView(
      String view, Preflight preflight, CommandLine line, Catalog catalog, Session session)
      throws IOException, UsageException {
    Optional<ViewMode> mode = mode(line);
    int regions = (int) number(line, "regions", 4);
    Optional<ViewDefinition> found = catalog.find(view);
    String task = preflight.card().task().text();
    if (found.isPresent()) {
      refuseAnother(found.get(), task, mode);
    } else if (mode.isPresent()) {
      byte[][] splits = KeySample.splits(preflight.sampleKeys(KEY_SAMPLE), regions);
      catalog.create(
          new ViewDefinition(view, task, mode.get(), Optional.empty(), Optional.empty(), 3),
          splits);
      session.err().println("created view " + view + ", " + (splits.length + 1) + " regions");
    } else {
      throw new IOException(
          "Cannot find view "
              + view
              + ": create it with `howdah view create`, or add --create full");
    }
    OptionalLong published = catalog.published(view);
    if (published.isPresent() && preflight.asOf() < published.getAsLong()) {
      throw new IOException(
          "Cannot score as of "
              + preflight.asOf()
              + ": the published version of "
              + view
              + " is newer ("
              + published.getAsLong()
              + ")");
    }
  }

  private static Optional<ViewMode> mode(CommandLine line) throws UsageException {
    if (!line.hasOption("create")) {
      return Optional.empty();
    }
    try {
      return Optional.of(ViewMode.of(line.getOptionValue("create")));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static void refuseAnother(ViewDefinition view, String task, Optional<ViewMode> mode)
      throws IOException {
    if (!view.task().equals(task)) {
      throw new IOException(
          "Cannot score view "
              + view.name()
              + ": it holds "
              + view.task()
              + ", the model is for "
              + task);
    }
    if (mode.isPresent() && mode.get() != view.mode()) {
      throw new IOException(
          "Cannot score view "
              + view.name()
              + " as "
              + mode.get().text()
              + ": it exists and is "
              + view.mode().text()
              + " (leave --create out, or name another view)");
    }
  }

  private static String owner() throws IOException {
    return InetAddress.getLocalHost().getHostName()
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + ManagementFactory.getRuntimeMXBean().getStartTime()
        + "-"
        + System.nanoTime();
  }

  private static void printPlan(Preflight plan, Session session) {
    session
        .out()
        .printf(
            "view     %s%nmodel    %s (%s)%ninput    %d files, %,d bytes%nas of    %s (%d)%n"
                + "nothing was submitted (--dry-run)%n",
            plan.manifest().request().view(),
            plan.manifest().model(),
            plan.card().task().text(),
            plan.manifest().files().size(),
            plan.length(),
            java.time.Instant.ofEpochMilli(plan.asOf()),
            plan.asOf());
  }
}
