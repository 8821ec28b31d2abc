package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.SettingOption;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.ViewText;
import io.howdah.model.Task;
import io.howdah.record.RecordKey;
import io.howdah.report.Numbers;
import io.howdah.settings.Settings;
import io.howdah.source.KeySample;
import io.howdah.source.SourceSpec;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** {@code view create}. */
public final class ViewCreateCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "view create",
        "Create a view: its HBase table and its row in the catalog.",
        "VIEW --task TASK [options]",
        own(),
        InputOptions.settings(
            new SettingOption("retain", "N", Settings.RETAIN, "published versions to keep"),
            new SettingOption(
                "regions", "N", Settings.REGIONS, "with --sample: regions of the table")),
        List.of(
            "view create digits --task classification",
            "view create digits --task classification --sample /data/digits.csv.gz --key id",
            "view create churn --task regression --mode incremental --valid-for 1d"
                + " --expire-after 7d"));
  }

  private static List<Option> own() {
    List<Option> options = new ArrayList<>();
    options.add(
        Arguments.with("task", "TASK", "classification, regression, multi-label or embedding"));
    options.add(Arguments.with("mode", "MODE", "full (default) or incremental"));
    options.add(
        Arguments.with("valid-for", "TIME", "older predictions are stale: 90s, 15m, 12h, 7d"));
    options.add(Arguments.with("expire-after", "TIME", "older predictions are not served"));
    options.add(Arguments.with("splits", "K1,K2", "row keys at which the table is split"));
    options.add(
        Arguments.with("sample", "PATH", "records: the table is split so that their keys part"));
    options.add(Arguments.with("key", "COLUMN", "with --sample: the column that is the row key"));
    options.addAll(InputOptions.options());
    options.add(Arguments.json());
    return options;
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    ViewDefinition view = definition(line, session.settings());
    byte[][] splits = splits(line, session);
    return session.withCatalog(
        (catalog, connection) -> {
          catalog.create(view, splits);
          if (line.hasOption("json")) {
            session.out().println(ViewText.json(view, OptionalLong.empty()));
          } else {
            session
                .out()
                .println(
                    "created view "
                        + view.name()
                        + ", "
                        + Numbers.counted(splits.length + 1, "region"));
          }
          return 0;
        });
  }

  private static ViewDefinition definition(CommandLine line, Settings settings)
      throws UsageException {
    String view = Arguments.view(line);
    if (!line.hasOption("task")) {
      throw new UsageException("Cannot create view " + view + ": --task is needed");
    }
    try {
      return new ViewDefinition(
          view,
          Task.of(line.getOptionValue("task")).text(),
          ViewMode.of(line.getOptionValue("mode", "full")),
          Arguments.duration(line, "valid-for"),
          Arguments.duration(line, "expire-after"),
          settings.retain());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static byte[][] splits(CommandLine line, Session session)
      throws UsageException, IOException {
    if (line.hasOption("sample") != line.hasOption("key")) {
      throw new UsageException("Invalid options: --sample and --key go together");
    }
    if (!line.hasOption("sample")) {
      try {
        return Arguments.list(line, "splits").stream().map(RecordKey::bytes).toArray(byte[][]::new);
      } catch (IllegalArgumentException e) {
        throw new UsageException("Invalid --splits: " + e.getMessage());
      }
    }
    if (line.hasOption("splits")) {
      throw new UsageException("Invalid options: give one of --splits and --sample");
    }
    SourceSpec format = InputOptions.spec(line, session.settings());
    try {
      return KeySample.splits(
          session.open(List.of(line.getOptionValue("sample")), format),
          line.getOptionValue("key"),
          session.settings().regions());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
