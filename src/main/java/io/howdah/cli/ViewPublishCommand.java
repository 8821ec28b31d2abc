package io.howdah.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.batch.LoadedVersion;
import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.RunSummary;
import io.howdah.cli.text.ViewText;
import io.howdah.report.ReportWriter;
import io.howdah.report.ReportedVersions;
import io.howdah.view.HiddenEvents;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** {@code view publish}. */
public final class ViewPublishCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "view publish",
        "Publish a version that was loaded with --no-publish.",
        "VIEW VERSION [--json]",
        List.of(Arguments.json()),
        List.of("view publish digits 1764000000000", "view publish digits 1764000000000 --json"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    if (line.getArgList().size() != 2) {
      throw new UsageException(
          "Invalid arguments: " + line.getArgList() + " (must be a view and a version)");
    }
    String view = line.getArgList().get(0);
    long version = Arguments.version(line.getArgList().get(1));
    return session.withCatalog(
        (catalog, connection) -> {
          LoadedVersion loaded = new LoadedVersion(session.conf(), connection, catalog);
          Optional<HiddenEvents> hidden = loaded.publish(view, version);
          keepManifest(loaded, view, version, session);
          // the run itself could only report that its version was loaded
          var unused =
              new ReportWriter(session.conf(), session.err())
                  .write(
                      ReportedVersions.find(
                          catalog, session.conf(), view, OptionalLong.of(version)));
          if (line.hasOption("json")) {
            ObjectNode node = ViewText.json(catalog.view(view), catalog.published(view));
            hidden.ifPresent(hides -> RunSummary.put(node, hides));
            session.out().println(node);
          } else {
            session.out().println("published version " + version + " of view " + view);
            hidden
                .filter(HiddenEvents::any)
                .ifPresent(hides -> session.out().println("  hides " + hides.text()));
          }
          return 0;
        });
  }

  /** Whoever publishes need not be who ran it, and may have no right to write there. */
  private static void keepManifest(
      LoadedVersion loaded, String view, long version, Session session) {
    try {
      loaded.keepManifest(view, version);
    } catch (IOException e) {
      session
          .err()
          .println(
              "Cannot write manifest.json of version "
                  + version
                  + " of view "
                  + view
                  + ": "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                  + " (the version is published; howdah view describe "
                  + view
                  + " --json tells what the file does not)");
    }
  }
}
