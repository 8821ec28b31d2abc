package io.howdah.view;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * What a publication hides although it is newer than the data that were scored: keys that an event
 * answered until then, and that the batch view answers from then on.
 *
 * @param events keys with a prediction
 * @param deletions keys that were gone
 */
public record HiddenEvents(long events, long deletions) {
  /** Nothing is hidden. */
  public static final HiddenEvents NONE = new HiddenEvents(0, 0);

  /** True if there are some. */
  public boolean any() {
    return events > 0 || deletions > 0;
  }

  /** In words, like {@code 6 events and 1 deletion newer than the input}. */
  public String text() {
    StringJoiner parts = new StringJoiner(" and ", "", " newer than the input");
    if (events > 0) {
      parts.add(counted(events, "event"));
    }
    if (deletions > 0) {
      parts.add(counted(deletions, "deletion"));
    }
    return parts.toString();
  }

  private static String counted(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
