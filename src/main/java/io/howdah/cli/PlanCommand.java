package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.InputOptions;
import io.howdah.cli.options.ModelOptions;
import io.howdah.cli.options.SettingOption;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.PlanText;
import io.howdah.plan.JobPlan;
import io.howdah.plan.PlanRun;
import io.howdah.settings.Settings;
import io.howdah.source.SourceSpec;
import io.howdah.tune.MiniBatchChoice;
import io.howdah.view.HBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.hadoop.hbase.client.Connection;

/** {@code plan}: what a run would need, before there is one. */
public final class PlanCommand implements Command {
  private static final int MOST_CONTAINERS = 100_000;

  @Override
  public Usage usage() {
    return new Usage(
        "plan",
        "Tell what a run needs: memory, mappers, time, space. Refuse what cannot work.",
        "MODEL --input PATH [options]",
        own(),
        InputOptions.settings(
            SettingOption.ENGINE,
            new SettingOption(
                "batch-size", "N", Settings.BATCH_SIZE, "rows per mini-batch, or auto"),
            SettingOption.SCORES,
            new SettingOption("regions", "N", Settings.REGIONS, "of the view, without --view")),
        List.of(
            "plan models/digits --input digits.csv.gz",
            "plan hdfs:///models/digits --input hdfs:///data/digits --view digits --containers 40",
            "plan models/digits --input digits.csv.gz -D mapreduce.map.memory.mb=768"));
  }

  private static List<Option> own() {
    List<Option> options = new ArrayList<>();
    options.add(InputOptions.paths("files, folders or globs; may be repeated"));
    options.addAll(InputOptions.options());
    options.add(Arguments.with("view", "VIEW", "take the regions of this view, from HBase"));
    options.add(
        Arguments.with("containers", "N", "tasks that run at once (default: all of the job's)"));
    options.add(Arguments.json());
    return options;
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String model = ModelOptions.onlyArgument(line, usage());
    if (!line.hasOption("input")) {
      throw new UsageException("Cannot plan for " + model + ": --input is needed");
    }
    MiniBatchChoice miniBatch = MiniBatchChoice.of(model, session.settings(), session.conf());
    SourceSpec format = InputOptions.spec(line, session.settings());
    int containers = Arguments.whole(line, "containers", 1, MOST_CONTAINERS, 0);
    JobPlan plan =
        new PlanRun(
                model,
                List.of(line.getOptionValues("input")),
                format,
                session.settings().scoring().withBatchSize(miniBatch.size()),
                line.hasOption("view")
                    ? regions(line.getOptionValue("view"), session)
                    : session.settings().regions(),
                containers)
            .plan(session.conf());
    if (line.hasOption("json")) {
      PlanText.printJson(plan, session.out());
      return Main.code(plan);
    }
    session
        .out()
        .printf(Locale.ROOT, "%-11s %s%n", "engine", session.settings().scoring().engine().text());
    session.out().printf(Locale.ROOT, "%-11s %s%n", "mini-batch", miniBatch);
    PlanText.print(plan, session.out(), session.err());
    return Main.code(plan);
  }

  private static int regions(String view, Session session) throws IOException {
    try (Connection connection = HBase.connect(session.conf())) {
      return HBase.regions(connection, view);
    }
  }
}
