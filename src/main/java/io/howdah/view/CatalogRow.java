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
  private static final String TIME = "epoch milliseconds";
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
    return whole(column, TIME, "[0-9]{1,18}");
  }

  OptionalLong number(String column) {
    return whole(column, NUMBER, "-?[0-9]{1,18}");
  }

  private OptionalLong whole(String column, String constraint, String form) {
    Optional<Long> number = read(column, constraint, text -> whole(text, form));
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
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
    if (!number.matches("[0-9]{1,18}")) {
      throw new CatalogRowException(
          "Invalid catalog row "
              + shown()
              + ": its key must end in a version, epoch milliseconds; delete it in the HBase shell:"
              + " deleteall '"
              + Catalog.TABLE
              + "', '"
              + shown()
              + "'",
          null);
    }
    return Long.parseLong(number);
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
