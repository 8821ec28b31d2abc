package io.howdah.cli;

import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view rollback}. */
public final class ViewRollbackCommand implements Command {
  @Override
  public String name() {
    return "view rollback";
  }

  @Override
  public String summary() {
    return "Go back to an earlier published version; the later ones are retracted.";
  }

  @Override
  public String arguments() {
    return "VIEW [--to VERSION]";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Arguments.with("to", "VERSION", "an earlier version (default: the one before)"));
  }

  @Override
  public List<String> examples() {
    return List.of("view rollback digits", "view rollback digits --to 1764000000000");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    OptionalLong to =
        line.hasOption("to")
            ? OptionalLong.of(Arguments.version(line.getOptionValue("to")))
            : OptionalLong.empty();
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      long version = catalog.rollback(view, to);
      session.out().println("rolled back view " + view + " to version " + version);
      return 0;
    }
  }
}
