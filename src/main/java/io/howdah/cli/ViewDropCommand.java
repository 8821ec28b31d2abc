package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code view drop}. */
public final class ViewDropCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "view drop",
        "Delete a view, its table and its history.",
        "VIEW --yes",
        List.of(Arguments.flag("yes", "really delete it")),
        List.of("view drop digits --yes"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    if (!line.hasOption("yes")) {
      throw new UsageException("Cannot drop view " + view + " unasked: add --yes");
    }
    return session.withCatalog(
        (catalog, connection) -> {
          catalog.drop(view);
          session.out().println("dropped view " + view);
          return 0;
        });
  }
}
