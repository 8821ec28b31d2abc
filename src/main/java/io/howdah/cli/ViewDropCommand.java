package io.howdah.cli;

import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view drop}. */
public final class ViewDropCommand implements Command {
  @Override
  public String name() {
    return "view drop";
  }

  @Override
  public String summary() {
    return "Delete a view, its table and its history.";
  }

  @Override
  public String arguments() {
    return "VIEW --yes";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Option.builder().longOpt("yes").desc("really delete it").build());
  }

  @Override
  public List<String> examples() {
    return List.of("view drop digits --yes");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    if (!line.hasOption("yes")) {
      throw new UsageException("Cannot drop view " + view + " unasked: add --yes");
    }
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      catalog.drop(view);
      session.out().println("dropped view " + view);
      return 0;
    }
  }
}
