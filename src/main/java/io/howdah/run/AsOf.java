package io.howdah.run;

import static java.util.Comparator.comparingLong;

import io.howdah.files.GivenPath;
import io.howdah.settings.Settings;
import io.howdah.view.PlausibleTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The time up to which an input is known to be complete, which is never later than its data: the
 * one that the user tells; the end of the day (UTC) in its folder's name where that folder has its
 * {@code _SUCCESS} flag and was not written before; otherwise the time at which it was last
 * written, less the allowed lateness.
 *
 * @param time epoch milliseconds
 * @param origin of the time, for people
 */
public record AsOf(long time, String origin) {
  private static final Pattern DAY = Pattern.compile("[/=](\\d{4}-\\d{2}-\\d{2})/*$");

  /**
   * @param files that the request's input was listed as
   * @throws IllegalArgumentException if the time lies in the future or cannot be meant
   */
  public static AsOf of(ScoreRequest request, List<FileStatus> files, Configuration conf, long now)
      throws IOException {
    if (request.asOf() != null) {
      PlausibleTime.requirePast(request.asOf(), now);
      return new AsOf(request.asOf(), "as was said");
    }
    FileStatus last = Collections.max(files, comparingLong(FileStatus::getModificationTime));
    AsOf found =
        last.getModificationTime() > now
            ? new AsOf(now, "now, for " + last.getPath() + " was last written in the future")
            : new AsOf(last.getModificationTime(), "when the input was last written");
    OptionalLong end = endOfDay(request.input(), conf);
    if (end.isEmpty()) {
      Duration lateness = Settings.from(conf).allowedLateness();
      if (!lateness.isZero()) {
        found =
            new AsOf(
                found.time - lateness.toMillis(),
                found.origin + ", less " + lateness.toSeconds() + " s");
      }
    } else if (end.getAsLong() < found.time) {
      found = new AsOf(end.getAsLong(), "the end of the day in the folder's name");
    }
    if (!PlausibleTime.isOfAClock(found.time)) {
      throw new IllegalArgumentException(
          "Cannot tell up to when the input is complete: it was last written "
              + Instant.ofEpochMilli(last.getModificationTime())
              + " ("
              + last.getPath()
              + "); say so with --as-of");
    }
    return found;
  }

  /** Of the day in the folder's name, if the folder says that it is complete. */
  private static OptionalLong endOfDay(List<String> input, Configuration conf) throws IOException {
    if (input.size() == 1) {
      Path folder = GivenPath.of(input.get(0), conf);
      FileSystem files = folder.getFileSystem(conf);
      // "." has the name of the folder that it stands for
      Matcher day = DAY.matcher(files.makeQualified(folder).toUri().getPath());
      if (day.find() && files.exists(new Path(folder, "_SUCCESS"))) {
        return endOfDay(day.group(1));
      }
    }
    return OptionalLong.empty();
  }

  /** Empty for what only looks like a day, as 2026-13-45 does. */
  private static OptionalLong endOfDay(String day) {
    try {
      long end =
          LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
      return PlausibleTime.isOfAClock(end) ? OptionalLong.of(end) : OptionalLong.empty();
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }

  /** Epoch milliseconds of a day, an ISO-8601 instant or the number itself. */
  public static long parse(String text) {
    try {
      // eight digits are a day without its hyphens
      if (text.matches("\\d{1,7}|\\d{9,15}")) {
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
