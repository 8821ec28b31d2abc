package io.howdah.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.text.AnswerText;
import io.howdah.cli.text.ViewText;
import io.howdah.record.Excerpt;
import io.howdah.view.Listed;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewVersion;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** {@code view describe}. */
public final class ViewDescribeCommand implements Command {
  private static final int SHOWN = 401;

  @Override
  public Usage usage() {
    return new Usage(
        "view describe",
        "Show a view and every version of it, newest first.",
        "VIEW [--json]",
        List.of(Arguments.json()),
        List.of("view describe digits", "view describe digits --json"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String name = Arguments.view(line);
    return session.withCatalog(
        (catalog, connection) -> {
          ViewDefinition view = catalog.view(name);
          OptionalLong published = catalog.published(name);
          List<Listed<ViewVersion>> versions = catalog.history(name);
          if (line.hasOption("json")) {
            session.out().println(json(view, published, versions));
          } else {
            print(view, published, versions, session.out());
          }
          return 0;
        });
  }

  private static ObjectNode json(
      ViewDefinition view, OptionalLong published, List<Listed<ViewVersion>> versions) {
    ObjectNode node = ViewText.json(view, published);
    ArrayNode list = node.putArray("versions");
    for (Listed<ViewVersion> row : versions) {
      if (row.value().isEmpty()) {
        list.addObject().put("row", row.key()).put("problem", row.problem().orElseThrow());
        continue;
      }
      ViewVersion version = row.value().get();
      list.addObject()
          .put("version", version.version())
          .put("state", version.state().name())
          .put("model", version.model());
    }
    return node;
  }

  private static void print(
      ViewDefinition view,
      OptionalLong published,
      List<Listed<ViewVersion>> versions,
      PrintStream out) {
    out.println("view         " + view.name());
    out.println("task         " + Excerpt.of(view.task(), SHOWN));
    out.println("mode         " + view.mode().text());
    out.println("valid for    " + text(view.validFor()));
    out.println("expire after " + text(view.expireAfter()));
    out.println("retain       " + view.retain());
    for (Listed<ViewVersion> row : versions) {
      if (row.value().isEmpty()) {
        out.println("! " + ViewListCommand.problem(row));
        continue;
      }
      ViewVersion version = row.value().get();
      boolean current = published.isPresent() && published.getAsLong() == version.version();
      out.printf(
          Locale.ROOT,
          "%s %d  %s  %-11s %s%n",
          current ? "*" : " ",
          version.version(),
          Instant.ofEpochMilli(version.version()),
          version.state(),
          Excerpt.of(version.model(), SHOWN));
    }
  }

  private static String text(Optional<Duration> limit) {
    return limit.map(AnswerText::age).orElse("-");
  }
}
