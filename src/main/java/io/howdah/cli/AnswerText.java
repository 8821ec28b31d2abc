package io.howdah.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.query.Answer;
import io.howdah.query.AnswerJson;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Answers as people and programs read them. */
final class AnswerText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ROW = "%-20s %-32s %-6s %-14s %-12s %-24s %s%n";

  private AnswerText() {}

  static void table(List<Answer> answers, PrintStream out) {
    out.printf(ROW, "KEY", "PREDICTION", "SOURCE", "VERSION", "MODEL", "AS OF", "AGE");
    for (Answer answer : answers) {
      if (!answer.found()) {
        out.printf("%-20s not found%s%n", answer.key(), why(answer));
        continue;
      }
      out.printf(
          ROW,
          answer.key(),
          answer.fields().entrySet().stream()
              .map(field -> field.getKey() + "=" + field.getValue())
              .collect(Collectors.joining(" ")),
          answer.source().name().toLowerCase(java.util.Locale.ROOT),
          answer.version(),
          answer.model(),
          Instant.ofEpochMilli(answer.asOf()),
          age(answer.age()) + (answer.stale() ? " (stale)" : ""));
    }
  }

  private static String why(Answer answer) {
    if (answer.deleted()) {
      return " (deleted at " + Instant.ofEpochMilli(answer.asOf()) + ")";
    }
    return answer.expiredAt().map(time -> " (expired at " + time + ")").orElse("");
  }

  static void json(List<Answer> answers, PrintStream out) throws IOException {
    for (Answer answer : answers) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(text)) {
        AnswerJson.write(answer, json);
      }
      out.println(text);
    }
  }

  /** A duration in its two largest units. */
  static String age(Duration age) {
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
