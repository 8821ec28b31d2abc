package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.cli.text.AnswerText;
import io.howdah.query.Answer;
import io.howdah.query.ViewReader;
import io.howdah.record.RecordKey;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code lookup}. */
public final class LookupCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "lookup",
        "Look keys up in a view: one read of both layers.",
        "VIEW KEY... [--json]",
        List.of(Arguments.json()),
        List.of(
            "lookup digits digit-0042",
            "lookup digits digit-0042 digit-0043 --json",
            "lookup digits -- -5"));
  }

  @Override
  public int run(CommandLine line, Session session) throws Exception {
    if (line.getArgList().size() < 2) {
      throw new UsageException("Cannot look up: name a view and at least one key");
    }
    String view = line.getArgList().get(0);
    List<String> keys = line.getArgList().subList(1, line.getArgList().size());
    requireKeys(keys);
    try (ViewReader reader = ViewReader.open(session.conf(), view, ViewReader.Options.standard())) {
      List<Answer> answers = reader.lookupAll(keys);
      if (line.hasOption("json")) {
        AnswerText.json(answers, session.out());
      } else {
        AnswerText.table(answers, session.out());
      }
      return answers.stream().allMatch(Answer::found) ? 0 : 1;
    }
  }

  private static void requireKeys(List<String> keys) throws UsageException {
    try {
      keys.forEach(RecordKey::bytes);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
