package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.report.ReportFolder;
import io.howdah.report.ReportText;
import io.howdah.report.ReportedVersion;
import io.howdah.report.ReportedVersions;
import io.howdah.report.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** {@code view report}. */
public final class ViewReportCommand implements Command {
  private static final String OUTPUT = "output";

  @Override
  public Usage usage() {
    return new Usage(
        "view report",
        "Tell what a run did: outcome, counts, gates, rejects, spread of the predictions, tasks.",
        "VIEW [VERSION] [--json] [--output FILE]",
        List.of(
            Arguments.json(),
            Arguments.with(OUTPUT, "FILE", "write the page (HTML, one file) to this machine")),
        List.of(
            "view report digits",
            "view report digits 1764000000000 --json",
            "view report digits --output digits.html"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    List<String> arguments = line.getArgList();
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new UsageException(
          "Invalid arguments: " + arguments + " (must be a view and, perhaps, a version)");
    }
    OptionalLong version =
        arguments.size() == 1
            ? OptionalLong.empty()
            : OptionalLong.of(Arguments.version(arguments.get(1)));
    Optional<Path> output = output(line);
    return session.withCatalog(
        (catalog, connection) -> {
          ReportedVersion run =
              ReportedVersions.find(catalog, session.conf(), arguments.get(0), version);
          ReportFolder folder = new ReportFolder(session.conf(), run.folder());
          RunReport report = folder.report(run);
          if (output.isPresent()) {
            write(report, output.get());
          }
          if (line.hasOption("json")) {
            session.out().println(report.json());
          } else {
            Optional<String> page = folder.page();
            ReportText.print(report, session.out());
            session
                .out()
                .println(
                    "\n  page: "
                        + output
                            .map(Path::toString)
                            .or(() -> page)
                            .orElse("none is left; write one with --output FILE"));
          }
          return 0;
        });
  }

  private static Optional<Path> output(CommandLine line) throws UsageException {
    try {
      return Optional.ofNullable(line.getOptionValue(OUTPUT)).map(Path::of);
    } catch (InvalidPathException e) {
      throw new UsageException("Invalid --output: " + e.getMessage());
    }
  }

  private static void write(RunReport report, Path file) throws IOException {
    try {
      Files.writeString(file, report.html(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException("Cannot write " + file + ": " + e, e);
    }
  }
}
