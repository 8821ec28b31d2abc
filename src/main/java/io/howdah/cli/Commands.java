package io.howdah.cli;

import java.util.List;

/** Every verb, in the order in which a user meets them. */
final class Commands {
  private Commands() {}

  static List<Command> all() {
    return List.of(
        new QuickstartCommand(),
        new ScoreCommand(),
        new StreamCommand(),
        new TuneCommand(),
        new PlanCommand(),
        new LookupCommand(),
        new ServeCommand(),
        new ViewCreateCommand(),
        new ViewListCommand(),
        new ViewDescribeCommand(),
        new ViewPublishCommand(),
        new ViewRollbackCommand(),
        new ViewStatusCommand(),
        new ViewReportCommand(),
        new ViewCleanCommand(),
        new ViewDropCommand(),
        new ModelInitCommand(),
        new ModelDescribeCommand(),
        new ModelVerifyCommand(),
        new ModelExportCommand(),
        new OptimizeCommand(),
        new LocalStartCommand(),
        new LocalStopCommand(),
        new LocalStatusCommand(),
        new ShellCommand());
  }
}
