package io.howdah.settings;

import io.howdah.record.DecimalText;
import io.howdah.record.Excerpt;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * A setting as it was written, and where; reads it as a value within bounds.
 *
 * @param key of the setting
 * @param text its value
 * @param origin the file, {@code -D} or the option that set it
 */
record SettingText(String key, String text, String origin) {
  private static final int MOST_SHOWN = 200;
  private static final Pattern BLANKS_AROUND = Pattern.compile("\\A[ \t\r\n]+|[ \t\r\n]+\\z");

  static SettingText of(Configuration conf, String key) {
    String text = conf.get(key);
    return text == null
        ? new SettingText(key, DefaultSettings.of(key), DefaultSettings.FILE)
        // Hadoop's own trimming takes control characters off, too, which a null text may end with
        : new SettingText(key, BLANKS_AROUND.matcher(text).replaceAll(""), origin(conf, key));
  }

  /** The same where a blank alone may be the value. */
  static SettingText untrimmed(Configuration conf, String key) {
    String text = conf.get(key);
    return text != null && text.length() == 1
        ? new SettingText(key, text, origin(conf, key))
        : of(conf, key);
  }

  /** What set a key last. */
  static String origin(Configuration conf, String key) {
    String[] sources = conf.getPropertySources(key);
    return sources == null || sources.length == 0
        ? "programmatically"
        : sources[sources.length - 1];
  }

  long whole(long least, long most) {
    return whole(least, most, "");
  }

  /**
   * @param orElse what else it may be, for the message
   */
  long whole(long least, long most, String orElse) {
    String constraint = orElse + "a whole number from " + least + " to " + most;
    try {
      long number = DecimalText.whole(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(constraint, e);
    }
    throw invalid(constraint, null);
  }

  double share() {
    return number(1);
  }

  /** A number from 0 on. */
  double number(long most) {
    String constraint = "between 0 and " + most;
    try {
      double number = DecimalText.parse(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(constraint, e);
    }
    throw invalid(constraint, null);
  }

  boolean flag() {
    return oneOf("true", "false").equals("true");
  }

  String oneOf(String... values) {
    if (!List.of(values).contains(text)) {
      throw invalid("one of " + String.join(", ", values), null);
    }
    return text;
  }

  /**
   * @param constraint what it must be
   */
  IllegalArgumentException invalid(String constraint, Throwable cause) {
    boolean isOption = origin.startsWith("--");
    return new IllegalArgumentException(
        "Invalid "
            + (isOption ? origin : key)
            + ": "
            + Excerpt.of(text, MOST_SHOWN)
            + " (must be "
            + constraint
            + (isOption ? "" : "; from " + origin)
            + ")",
        cause);
  }
}
