package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.text.ViewText;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** {@code view rollback}. */
public final class ViewRollbackCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "view rollback",
        "Go back to an earlier published version; the later ones are retracted.",
        "VIEW [--to VERSION] [--json]",
        List.of(
            Arguments.with("to", "VERSION", "an earlier version (default: the one before)"),
            Arguments.json()),
        List.of("view rollback digits", "view rollback digits --to 1764000000000"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    OptionalLong to =
        line.hasOption("to")
            ? OptionalLong.of(Arguments.version(line.getOptionValue("to")))
            : OptionalLong.empty();
    return session.withCatalog(
        (catalog, connection) -> {
          OptionalLong version = catalog.publication().rollback(view, to);
          if (line.hasOption("json")) {
            session.out().println(ViewText.json(catalog.view(view), catalog.published(view)));
          } else {
            session
                .out()
                .println(
                    "rolled back view "
                        + view
                        + (version.isPresent()
                            ? " to version " + version.getAsLong()
                            : ": its version lay in the future, and none is published now"));
          }
          return 0;
        });
  }
}
