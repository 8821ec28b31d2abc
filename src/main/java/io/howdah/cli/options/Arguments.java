package io.howdah.cli.options;

import io.howdah.record.DecimalText;
import io.howdah.run.AsOf;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** Declares and reads what several verbs take in the same form. */
public final class Arguments {
  private static final Pattern DURATION = Pattern.compile("[1-9][0-9]{0,8}[smhd]");

  private Arguments() {}

  public static Option with(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).build();
  }

  public static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).build();
  }

  /** Asks for results that programs read. */
  public static Option json() {
    return flag("json", "print JSON, one object per line");
  }

  /** The one argument, a view's name. */
  public static String view(CommandLine line) throws UsageException {
    if (line.getArgList().size() != 1) {
      throw new UsageException(
          "Invalid arguments: " + line.getArgList() + " (must be the name of one view)");
    }
    return line.getArgList().get(0);
  }

  public static void none(CommandLine line) throws UsageException {
    if (!line.getArgList().isEmpty()) {
      throw new UsageException("Invalid arguments: " + line.getArgList() + " (must be none)");
    }
  }

  /** Epoch milliseconds. */
  public static long version(String text) throws UsageException {
    try {
      return DecimalText.whole(text);
    } catch (NumberFormatException e) {
      throw new UsageException("Invalid version: " + text + " (must be epoch milliseconds)");
    }
  }

  /** A number from 0 to 1. */
  public static double share(CommandLine line, String option, double otherwise)
      throws UsageException {
    String text = line.getOptionValue(option);
    if (text == null) {
      return otherwise;
    }
    String constraint = " (must be between 0 and 1)";
    try {
      double number = DecimalText.parse(text);
      if (number >= 0 && number <= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("Invalid --" + option + ": " + text + constraint);
    }
    throw new UsageException("Invalid --" + option + ": " + text + constraint);
  }

  public static int whole(CommandLine line, String option, int least, int most, int otherwise)
      throws UsageException {
    String text = line.getOptionValue(option);
    return text == null ? otherwise : whole(option, text, least, most);
  }

  /** One value of an option. */
  public static int whole(String option, String text, int least, int most) throws UsageException {
    String constraint = " (must be a whole number from " + least + " to " + most + ")";
    try {
      long number = DecimalText.whole(text);
      if (number >= least && number <= most) {
        return (int) number;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("Invalid --" + option + ": " + text + constraint);
    }
    throw new UsageException("Invalid --" + option + ": " + text + constraint);
  }

  /** {@code a,b,c} as a list; empty where the option is absent. */
  public static List<String> list(CommandLine line, String option) {
    String text = line.getOptionValue(option, "").trim();
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(",")).map(String::trim).toList();
  }

  /** A time like {@code 90s}, {@code 15m}, {@code 12h} or {@code 7d}. */
  public static Optional<Duration> duration(CommandLine line, String option) throws UsageException {
    String text = line.getOptionValue(option);
    if (text != null && !DURATION.matcher(text).matches()) {
      throw new UsageException(
          "Invalid --" + option + ": " + text + " (must be like 90s, 15m, 12h or 7d)");
    }
    return Optional.ofNullable(text).map(Arguments::duration);
  }

  private static Duration duration(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** A time to come: so much from now, a day, an ISO-8601 instant or epoch milliseconds. */
  public static Optional<Instant> later(CommandLine line, String option, Instant now)
      throws UsageException {
    String text = line.getOptionValue(option);
    if (text == null) {
      return Optional.empty();
    }
    Instant time;
    try {
      time =
          DURATION.matcher(text).matches()
              ? now.plus(duration(text))
              : Instant.ofEpochMilli(AsOf.parse(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "Invalid --"
              + option
              + ": "
              + text
              + " (must be like 6h, 7d, 2026-11-24, 2026-11-24T00:00:00Z or epoch milliseconds)");
    }
    if (!time.isAfter(now)) {
      throw new UsageException("Invalid --" + option + ": " + text + " (must be later than now)");
    }
    return Optional.of(time);
  }
}
