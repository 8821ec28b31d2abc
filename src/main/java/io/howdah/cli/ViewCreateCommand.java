package io.howdah.cli;

import io.howdah.model.Task;
import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view create}. */
public final class ViewCreateCommand implements Command {
  @Override
  public String name() {
    return "view create";
  }

  @Override
  public String summary() {
    return "Create a view: its HBase table and its row in the catalog.";
  }

  @Override
  public String arguments() {
    return "VIEW --task TASK [options]";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Arguments.with("task", "TASK", "classification, regression, multi-label or embedding"))
        .addOption(Arguments.with("mode", "MODE", "full (default) or incremental"))
        .addOption(
            Arguments.with("valid-for", "TIME", "older predictions are stale: 90s, 15m, 12h, 7d"))
        .addOption(Arguments.with("expire-after", "TIME", "older predictions are not served"))
        .addOption(Arguments.with("retain", "N", "published versions to keep (default 3)"))
        .addOption(Arguments.with("splits", "K1,K2", "row keys at which the table is split"));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "view create digits --task classification",
        "view create churn --task regression --mode incremental --valid-for 1d --expire-after 7d");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    if (!line.hasOption("task")) {
      throw new UsageException("Cannot create view " + view + ": --task is needed");
    }
    ViewDefinition definition;
    try {
      definition =
          new ViewDefinition(
              view,
              Task.of(line.getOptionValue("task")).text(),
              ViewMode.of(line.getOptionValue("mode", "full")),
              Arguments.duration(line, "valid-for"),
              Arguments.duration(line, "expire-after"),
              Integer.parseInt(line.getOptionValue("retain", "3")));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    byte[][] splits =
        line.hasOption("splits")
            ? Stream.of(line.getOptionValue("splits").split(","))
                .map(key -> key.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new)
            : new byte[0][];
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      catalog.create(definition, splits);
      session.out().println("created view " + view + ", " + (splits.length + 1) + " regions");
      return 0;
    }
  }
}
