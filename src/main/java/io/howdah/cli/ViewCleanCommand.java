package io.howdah.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.run.RunFolders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;

/** {@code view clean}. */
public final class ViewCleanCommand implements Command {
  private static final String OLDER_THAN = "older-than";
  private static final Duration MONTH = Duration.ofDays(30);

  @Override
  public Usage usage() {
    return new Usage(
        "view clean",
        "Delete the folders of old runs that nobody can go back to: rejects, samples, reports.",
        "VIEW [--older-than TIME] [--json]",
        List.of(
            Arguments.with(OLDER_THAN, "TIME", "keep what changed since: 12h, 7d (default 30d)"),
            Arguments.json()),
        List.of("view clean digits", "view clean digits --older-than 7d --json"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    Duration age = Arguments.duration(line, OLDER_THAN).orElse(MONTH);
    return session.withCatalog(
        (catalog, connection) -> {
          List<RunFolders.Removed> removed =
              new RunFolders(session.conf(), catalog).clean(view, Instant.now().minus(age));
          long bytes = removed.stream().mapToLong(RunFolders.Removed::bytes).sum();
          if (line.hasOption("json")) {
            session
                .out()
                .println(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("view", view)
                        .put("runsRemoved", removed.size())
                        .put("bytesRemoved", bytes));
          } else {
            removed.forEach(run -> session.err().println("removed run " + run.version()));
            session
                .out()
                .printf(
                    Locale.ROOT,
                    "removed %,d run folders of view %s, %,d bytes%n",
                    removed.size(),
                    view,
                    bytes);
          }
          return 0;
        });
  }
}
