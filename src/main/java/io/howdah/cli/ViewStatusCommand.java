package io.howdah.cli;

import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.hadoop.hbase.client.Connection;

/** {@code view status}. */
public final class ViewStatusCommand implements Command {
  @Override
  public String name() {
    return "view status";
  }

  @Override
  public String summary() {
    return "Judge the age of the published version: exit code 0 fresh, 3 stale or none.";
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
    return List.of("view status digits");
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    try (Connection connection = HBase.connect(session.conf())) {
      Catalog catalog = new Catalog(connection);
      ViewDefinition definition = catalog.view(view);
      OptionalLong published = catalog.published(view);
      if (published.isEmpty()) {
        session.out().println("view " + view + ": no version is published");
        return STALE;
      }
      Duration age = Duration.between(Instant.ofEpochMilli(published.getAsLong()), Instant.now());
      boolean stale = definition.validFor().filter(limit -> age.compareTo(limit) > 0).isPresent();
      session
          .out()
          .printf(
              "view %s: version %d is %s old, %s (valid for %s)%n",
              view,
              published.getAsLong(),
              AnswerText.age(age),
              stale ? "stale" : "fresh",
              definition.validFor().map(AnswerText::age).orElse("ever"));
      return stale ? STALE : 0;
    }
  }

  private static final int STALE = 3;
}
