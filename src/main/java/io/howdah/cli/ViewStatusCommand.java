package io.howdah.cli;

import io.howdah.view.ViewDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** {@code view status}. */
public final class ViewStatusCommand implements Command {
  private static final int STALE = 3;

  @Override
  public Usage usage() {
    return new Usage(
        "view status",
        "Judge the age of the published version: exit code 0 fresh, 3 stale or none.",
        "VIEW [--json]",
        List.of(Arguments.json()),
        List.of("view status digits", "view status digits --json"));
  }

  /**
   * @param age of the published version; null where none is published
   */
  private record Status(ViewDefinition view, OptionalLong published, Duration age) {
    static Status of(ViewDefinition view, OptionalLong published, Instant now) {
      return new Status(
          view,
          published,
          published.isPresent()
              ? Duration.between(Instant.ofEpochMilli(published.getAsLong()), now)
              : null);
    }

    boolean isStale() {
      return age == null || view.validFor().filter(limit -> age.compareTo(limit) > 0).isPresent();
    }

    String text() {
      return age == null
          ? "view " + view.name() + ": no version is published"
          : String.format(
              "view %s: version %d is %s old, %s (valid for %s)",
              view.name(),
              published.getAsLong(),
              AnswerText.age(age),
              isStale() ? "stale" : "fresh",
              view.validFor().map(AnswerText::age).orElse("ever"));
    }

    String json() {
      return ViewListCommand.json(view, published)
          .put("ageMillis", age == null ? null : (Long) age.toMillis())
          .put("stale", isStale())
          .toString();
    }
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    String view = Arguments.view(line);
    return session.withCatalog(
        (catalog, connection) -> {
          Status status = Status.of(catalog.view(view), catalog.published(view), Instant.now());
          session.out().println(line.hasOption("json") ? status.json() : status.text());
          return status.isStale() ? STALE : 0;
        });
  }
}
