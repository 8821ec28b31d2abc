package io.howdah.cli;

import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view publish}. */
public final class ViewPublishCommand implements Command {
  @Override
  public String name() {
    return "view publish";
  }

  @Override
  public String summary() {
    return "Publish a version that was loaded with --no-publish.";
  }

  @Override
  public String arguments() {
    return "VIEW VERSION";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public List<String> examples() {
    return List.of("view publish digits 1764000000000");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    if (line.getArgList().size() != 2) {
      throw new UsageException("Cannot publish: name a view and a version");
    }
    String view = line.getArgList().get(0);
    long version = Arguments.version(line.getArgList().get(1));
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      catalog.publishExisting(view, version);
      session.out().println("published version " + version + " of view " + view);
      return 0;
    }
  }
}
