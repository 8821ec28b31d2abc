package io.howdah.cli;

import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view list}. */
public final class ViewListCommand implements Command {
  @Override
  public String name() {
    return "view list";
  }

  @Override
  public String summary() {
    return "List the views and their published versions.";
  }

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public List<String> examples() {
    return List.of("view list");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      session.out().printf("%-24s %-15s %-12s %s%n", "VIEW", "TASK", "MODE", "PUBLISHED");
      for (ViewDefinition view : catalog.views()) {
        OptionalLong published = catalog.published(view.name());
        session
            .out()
            .printf(
                "%-24s %-15s %-12s %s%n",
                view.name(),
                view.task(),
                view.mode().text(),
                published.isPresent()
                    ? published.getAsLong()
                        + " ("
                        + Instant.ofEpochMilli(published.getAsLong())
                        + ")"
                    : "-");
      }
      return 0;
    }
  }
}
