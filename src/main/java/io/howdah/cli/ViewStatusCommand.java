package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.SettingOption;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.ScanProgress;
import io.howdah.cli.text.ViewStatus;
import io.howdah.cli.text.ViewStatusText;
import io.howdah.query.AgeCounter;
import io.howdah.query.AgeDistribution;
import io.howdah.query.Validity;
import io.howdah.settings.Settings;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view status}. */
public final class ViewStatusCommand implements Command {
  private static final int MISSED = 3;
  private static final String BEFORE = "before";
  private static final String QUICK = "quick";
  private static final String MAX_STALE = "max-stale";

  @Override
  public Usage usage() {
    return new Usage(
        "view status",
        "Tell how old a view's rows are: exit code 0 within the objective, 3 beyond it.",
        "VIEW [--before TIME] [--max-stale SHARE] [--quick] [--json]",
        List.of(
            Arguments.with(
                BEFORE,
                "TIME",
                "also tell what will be stale or expired then: 6h, 7d, 2026-11-24,"
                    + " 2026-11-24T00:00:00Z"),
            Arguments.flag(QUICK, "judge the published version's age alone, read no rows"),
            Arguments.json()),
        List.of(
            new SettingOption(
                MAX_STALE,
                "SHARE",
                Settings.MAX_STALE,
                "objective: share of the rows that may be stale or expired")),
        List.of(
            "view status digits",
            "view status digits --before 6h --max-stale 0.01",
            "view status digits --before 2026-11-24T00:00:00Z --json",
            "view status digits --quick"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    if (line.hasOption(QUICK) && line.hasOption(MAX_STALE)) {
      throw new UsageException(
          "Invalid options: --max-stale is a share of the rows, which --quick does not read");
    }
    Instant now = Instant.now();
    Optional<Instant> before = Arguments.later(line, BEFORE, now);
    return session.withCatalog(
        (catalog, connection) -> {
          ViewDefinition definition = catalog.view(view);
          OptionalLong published = catalog.published(view);
          Optional<AgeDistribution> ages =
              line.hasOption(QUICK) || published.isEmpty()
                  ? Optional.empty()
                  : Optional.of(
                      ages(
                          connection,
                          definition,
                          published.getAsLong(),
                          new AgeCounter(Validity.of(definition), now, before),
                          session));
          ViewStatus status =
              new ViewStatus(
                  definition,
                  published.isPresent()
                      ? Optional.of(Instant.ofEpochMilli(published.getAsLong()))
                      : Optional.empty(),
                  now,
                  before,
                  ages,
                  session.settings().maxStale());
          if (line.hasOption("json")) {
            session.out().println(ViewStatusText.json(status));
          } else {
            ViewStatusText.print(status, session.out());
          }
          return status.isMet() ? 0 : MISSED;
        });
  }

  private static AgeDistribution ages(
      Connection connection,
      ViewDefinition view,
      long published,
      AgeCounter counter,
      Session session)
      throws IOException {
    try (ViewTable table = new ViewTable(connection, view);
        ScanProgress progress = new ScanProgress(session.err())) {
      table.forEachRow(
          published,
          row -> {
            counter.add(row);
            progress.step();
          });
    }
    return counter.distribution();
  }
}
