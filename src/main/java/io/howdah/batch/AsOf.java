package io.howdah.batch;

import io.howdah.model.GivenPath;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The time up to which an input is known to be complete: the end of the day (UTC) in its folder's
 * name where that folder has its {@code _SUCCESS} flag; otherwise now, less the allowed lateness.
 */
public final class AsOf {
  private static final Pattern DAY = Pattern.compile("(?:^|=)(\\d{4}-\\d{2}-\\d{2})$");

  private AsOf() {}

  static long of(List<String> input, Configuration conf, long now) throws IOException {
    if (input.size() == 1) {
      Path folder = GivenPath.of(input.get(0), conf);
      Matcher day = DAY.matcher(folder.getName());
      if (day.find() && folder.getFileSystem(conf).exists(new Path(folder, "_SUCCESS"))) {
        return parse(day.group(1)) + 86_400_000L;
      }
    }
    return now - Settings.from(conf).allowedLateness().toMillis();
  }

  /** Epoch milliseconds of a day, an ISO-8601 instant or the number itself. */
  public static long parse(String text) {
    try {
      if (text.matches("\\d{1,15}")) {
        return Long.parseLong(text);
      }
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "Invalid time: "
              + text
              + " (must be like 2026-11-24, 2026-11-24T00:00:00Z or epoch milliseconds)",
          e);
    }
  }
}
