package io.howdah.cli;

import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewVersion;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view describe}. */
public final class ViewDescribeCommand implements Command {
  @Override
  public String name() {
    return "view describe";
  }

  @Override
  public String summary() {
    return "Show a view and every version of it, newest first.";
  }

  @Override
  public String arguments() {
    return "VIEW";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public List<String> examples() {
    return List.of("view describe digits");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      ViewDefinition definition = catalog.view(view);
      PrintStream out = session.out();
      out.println("view         " + view);
      out.println("task         " + definition.task());
      out.println("mode         " + definition.mode().text());
      out.println("valid for    " + definition.validFor().map(Duration::toString).orElse("-"));
      out.println("expire after " + definition.expireAfter().map(Duration::toString).orElse("-"));
      out.println("retain       " + definition.retain());
      OptionalLong published = catalog.published(view);
      for (ViewVersion version : catalog.versions(view)) {
        boolean current = published.isPresent() && published.getAsLong() == version.version();
        out.printf(
            "%s %d  %s  %-11s %s%n",
            current ? "*" : " ",
            version.version(),
            Instant.ofEpochMilli(version.version()),
            version.state(),
            version.model());
      }
      return 0;
    }
  }
}
