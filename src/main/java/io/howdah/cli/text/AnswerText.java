package io.howdah.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.query.Answer;
import io.howdah.query.AnswerJson;
import io.howdah.record.Excerpt;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Answers as people and programs read them. */
public final class AnswerText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ROW = "%-20s %-32s %-6s %-14s %-12s %-24s %s%n";

  private static final int MOST_SHOWN = 100_000;

  private AnswerText() {}

  public static void table(List<Answer> answers, PrintStream out) {
    out.printf(Locale.ROOT, ROW, "KEY", "PREDICTION", "SOURCE", "VERSION", "MODEL", "AS OF", "AGE");
    for (Answer answer : answers) {
      if (!answer.found()) {
        out.printf(Locale.ROOT, "%-20s not found%s%n", shown(answer.key()), why(answer));
        continue;
      }
      out.printf(
          Locale.ROOT,
          ROW,
          shown(answer.key()),
          answer.fields().entrySet().stream()
              .map(field -> shown(field.getKey()) + "=" + shown(field.getValue()))
              .collect(Collectors.joining(" ")),
          answer.source().name().toLowerCase(Locale.ROOT),
          answer.version(),
          shown(answer.model()),
          Instant.ofEpochMilli(answer.asOf()),
          age(answer.age()) + (answer.stale() ? " (stale)" : ""));
    }
  }

  /** The table's cells were written by others. */
  private static String shown(String text) {
    return Excerpt.of(text, MOST_SHOWN);
  }

  private static String why(Answer answer) {
    if (answer.deleted()) {
      return " (deleted at " + Instant.ofEpochMilli(answer.asOf()) + ")";
    }
    return answer.expiredAt().map(time -> " (expired at " + time + ")").orElse("");
  }

  public static void json(List<Answer> answers, PrintStream out) throws IOException {
    for (Answer answer : answers) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(text)) {
        AnswerJson.write(answer, json);
      }
      out.println(text);
    }
  }

  /** A duration in its two largest units. */
  public static String age(Duration age) {
    if (age.isNegative()) {
      return "-" + age(age.negated());
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d " + age.toHoursPart() + "h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h " + age.toMinutesPart() + "m";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m " + age.toSecondsPart() + "s"
        : age.toSeconds() + "s";
  }
}
