package io.howdah.view;

import io.howdah.record.Excerpt;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A row of the catalog, whose values anyone with a shell can write: each is read as what it must
 * be, or refused with a {@link CatalogRowException} that names it.
 */
record CatalogRow(String key, Map<String, String> values) {
  /** The last moment of JavaScript's dates, in the year 275760: the page could not tell another. */
  private static final long LAST_MOMENT = 8_640_000_000_000_000L;

  private static final String TIME = "epoch milliseconds, at most " + LAST_MOMENT;
  private static final String NUMBER = "a whole number";
  private static final int SHOWN = 60;

  /**
   * @param constraint completes "must be …"
   * @param reading throws where the value is not of that form
   */
  <T> Optional<T> read(String column, String constraint, Function<String, T> reading) {
    String text = values.get(column);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.apply(text));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw invalid(column + " is " + Excerpt.of(text, SHOWN), constraint, column, e);
    }
  }

  /** The same of a value that must be there. */
  <T> T required(String column, String constraint, Function<String, T> reading) {
    return read(column, constraint, reading)
        .orElseThrow(() -> invalid("no " + column, constraint, column, null));
  }

  String text(String column) {
    return values.getOrDefault(column, "");
  }

  /** A time or a version, 0 or later. */
  OptionalLong time(String column) {
    return whole(column, TIME, CatalogRow::moment);
  }

  OptionalLong number(String column) {
    return whole(column, NUMBER, text -> whole(text, "-?[0-9]{1,18}"));
  }

  private OptionalLong whole(String column, String constraint, Function<String, Long> reading) {
    Optional<Long> number = read(column, constraint, reading);
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
  }

  private static long moment(String text) {
    long moment = whole(text, "[0-9]{1,18}");
    if (moment > LAST_MOMENT) {
      throw new IllegalArgumentException(text);
    }
    return moment;
  }

  private static long whole(String text, String form) {
    if (!text.matches(form)) {
      throw new IllegalArgumentException(text);
    }
    return Long.parseLong(text);
  }

  /** A time that passes, as long as milliseconds can tell. */
  Optional<Duration> duration(String column) {
    return read(
        column,
        "an ISO-8601 duration like PT24H",
        text -> {
          Duration duration = Duration.parse(text);
          if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(text);
          }
          return duration;
        });
  }

  /** The version whose row it is. */
  long version() {
    String number = key.substring(key.lastIndexOf('/') + 1);
    try {
      return moment(number);
    } catch (IllegalArgumentException e) {
      throw new CatalogRowException(
          "Invalid catalog row "
              + shown()
              + ": its key must end in a version, "
              + TIME
              + "; delete it in the HBase shell:"
              + " deleteall '"
              + Catalog.TABLE
              + "', '"
              + shown()
              + "'",
          e);
    }
  }

  /** The exception of a value that is not what it must be. */
  CatalogRowException invalid(String what, String constraint, String column, Throwable cause) {
    return new CatalogRowException(
        "Invalid catalog row "
            + shown()
            + ": "
            + what
            + " (must be "
            + constraint
            + "); mend it in the HBase shell: put '"
            + Catalog.TABLE
            + "', '"
            + shown()
            + "', 'c:"
            + column
            + "', 'VALUE'",
        cause);
  }

  private String shown() {
    return Excerpt.of(key, 4 * SHOWN);
  }
}
