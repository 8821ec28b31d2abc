package io.howdah.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.text.ViewText;
import io.howdah.record.Excerpt;
import io.howdah.view.Catalog;
import io.howdah.view.Listed;
import io.howdah.view.ViewDefinition;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** {@code view list}. */
public final class ViewListCommand implements Command {
  private static final String ROW = "%-24s %-15s %-12s %s%n";
  private static final int SHOWN = 201;

  @Override
  public Usage usage() {
    return new Usage(
        "view list",
        "List the views and their published versions.",
        "[--json]",
        List.of(Arguments.json()),
        List.of("view list", "view list --json"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    Arguments.none(line);
    return session.withCatalog(
        (catalog, connection) -> {
          if (line.hasOption("json")) {
            json(catalog, session.out());
          } else {
            table(catalog, session.out());
          }
          return 0;
        });
  }

  private static void table(Catalog catalog, PrintStream out) throws IOException {
    out.printf(Locale.ROOT, ROW, "VIEW", "TASK", "MODE", "PUBLISHED");
    for (Listed<Catalog.Entry> row : catalog.views()) {
      if (row.value().isEmpty()) {
        out.printf(Locale.ROOT, "%-24s %s%n", Excerpt.of(row.key(), SHOWN), problem(row));
        continue;
      }
      ViewDefinition view = row.value().get().view();
      OptionalLong published = row.value().get().published();
      out.printf(
          Locale.ROOT,
          ROW,
          view.name(),
          Excerpt.of(view.task(), SHOWN),
          view.mode().text(),
          published.isPresent()
              ? published.getAsLong() + " (" + Instant.ofEpochMilli(published.getAsLong()) + ")"
              : "-");
    }
  }

  /** Why a row cannot be read, which others wrote. */
  static String problem(Listed<?> row) {
    return Excerpt.of(row.problem().orElseThrow(), Excerpt.OF_A_MESSAGE);
  }

  private static void json(Catalog catalog, PrintStream out) throws IOException {
    for (Listed<Catalog.Entry> row : catalog.views()) {
      out.println(
          row.value()
              .map(entry -> ViewText.json(entry.view(), entry.published()))
              .orElseGet(
                  () ->
                      JsonNodeFactory.instance
                          .objectNode()
                          .put("view", row.key())
                          .put("problem", row.problem().orElseThrow())));
    }
  }
}
