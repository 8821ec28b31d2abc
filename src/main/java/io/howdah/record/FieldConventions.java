package io.howdah.record;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.io.Text;

/**
 * How the values of records are written, where programs that export them differ.
 *
 * @param nullTexts what stands for a missing value beside what the format has for it
 * @param decimal between the digits of a number: a point or a comma
 * @param escape before a quote within quotes; the quote itself where quotes are doubled
 * @param trailingDelimiter true if a delimiter stands behind the last field, too
 */
public record FieldConventions(
    List<String> nullTexts, char decimal, char escape, boolean trailingDelimiter) {
  /** Quotes are escaped by doubling them. */
  public static final char DOUBLED = '"';

  /** What a format has where nothing else is said. */
  public static final FieldConventions USUAL = new FieldConventions(List.of(), '.', DOUBLED, false);

  public FieldConventions {
    nullTexts = nullTexts.stream().map(FieldConventions::trimmed).distinct().toList();
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException("Invalid decimal: " + decimal + " (must be . or ,)");
    }
    if (escape <= ' ' || escape > '~' || Character.isLetterOrDigit(escape)) {
      throw new IllegalArgumentException(
          "Invalid escape: "
              + Excerpt.of(String.valueOf(escape), 1)
              + " (must be one ASCII sign like \\)");
    }
  }

  /** As the fields that they are compared with. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
      from++;
    }
    while (from < to && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * Reads a list of null texts: a line of CSV, so that one with a comma, or the empty one, can
   * stand in quotes.
   *
   * @throws IllegalArgumentException if its quotes are malformed
   */
  public static List<String> nullTexts(String line) {
    return RecordFormat.of("csv").parseHeader(new Text(line));
  }

  /** Those that a format knows; the others say nothing of it. */
  FieldConventions of(RecordFormat.Kind kind) {
    return switch (kind) {
      case CSV -> this;
      case TSV, TSV_ESCAPED -> new FieldConventions(nullTexts, decimal, DOUBLED, trailingDelimiter);
      case JSON -> new FieldConventions(nullTexts, '.', DOUBLED, false);
    };
  }

  /** True if a plain decimal with a point may be anything else than that number. */
  boolean changeDecimals() {
    return decimal != '.'
        || nullTexts.stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .anyMatch(text -> DecimalText.isDecimal(text, 0, text.length));
  }
}
