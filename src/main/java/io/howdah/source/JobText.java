package io.howdah.source;

import java.util.Locale;

/**
 * Text for a job's configuration. It travels to the tasks as XML 1.0, which holds no control
 * characters but tab and line breaks, no halves of pairs and no U+FFFE or U+FFFF: with one of them
 * the job fails before it begins.
 */
public final class JobText {
  /** Begins the settings that a driver writes for its tasks; no user sets one. */
  public static final String OF_THE_JOB = "howdah.job.";

  private JobText() {}

  /** True if a configuration can carry it. */
  public static boolean fits(String text) {
    return text.codePoints().allMatch(JobText::fits);
  }

  private static boolean fits(int character) {
    return character >= ' '
        ? character < Character.MIN_SURROGATE
            || (character > Character.MAX_SURROGATE && character != 0xFFFE && character != 0xFFFF)
        : character == '\t' || character == '\n' || character == '\r';
  }

  /** The same JSON, with escapes for what a configuration cannot carry: it stands in strings. */
  public static String ofJson(String json) {
    if (fits(json)) {
      return json;
    }
    StringBuilder text = new StringBuilder(json.length() + 16);
    json.codePoints()
        .forEach(
            character -> {
              if (fits(character)) {
                text.appendCodePoint(character);
              } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", character));
              }
            });
    return text.toString();
  }
}
