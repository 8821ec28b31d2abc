package io.howdah.cli;

import io.howdah.batch.LoadedVersion;
import io.howdah.query.HiddenEvents;
import java.util.List;
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
          HiddenEvents hidden = new LoadedVersion(connection, catalog).publish(view, version);
          // the run itself could only report that its version was loaded
          var unused =
              new ReportWriter(session.conf(), session.err())
                  .write(
                      ReportedVersions.find(
                          catalog, session.conf(), view, OptionalLong.of(version)));
          if (line.hasOption("json")) {
            session
                .out()
                .println(
                    ViewListCommand.json(catalog.view(view), catalog.published(view))
                        .put("hidesEvents", hidden.events())
                        .put("hidesDeletions", hidden.deletions()));
          } else {
            session.out().println("published version " + version + " of view " + view);
            if (hidden.any()) {
              session.out().println("  hides " + hidden.text());
            }
          }
          return 0;
        });
  }
}
