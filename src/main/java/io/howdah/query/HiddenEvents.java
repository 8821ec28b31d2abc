package io.howdah.query;

import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
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

  /**
   * Counts them before a version is published. What it keeps does not grow with them, and nothing
   * is read where the data are as new as the version.
   *
   * @param version that is to be published; its cells are loaded
   * @param before the version that readers see; empty for none, then of all events
   * @param data when the data of the version were written last, epoch milliseconds
   */
  public static HiddenEvents count(
      ViewTable table,
      ViewDefinition view,
      long version,
      OptionalLong before,
      long data,
      Instant now)
      throws IOException {
    if (data >= version) {
      return NONE;
    }
    long from = Math.max(data + 1, before.orElse(0));
    if (from > version) {
      return NONE;
    }
    Validity validity = Validity.of(view);
    long[] counts = new long[2];
    table.forEachNewestEvent(
        from,
        (key, time, deletion) -> {
          boolean seen =
              (before.isEmpty() || answers(table, key, time, before.getAsLong()))
                  && (deletion || validity.expiredAt(Instant.ofEpochMilli(time), now).isEmpty());
          if (seen && !answers(table, key, time, version)) {
            counts[deletion ? 1 : 0]++;
          }
        });
    return new HiddenEvents(counts[0], counts[1]);
  }

  /** Whether a key's newest event answers while that version is published. */
  private static boolean answers(ViewTable table, byte[] key, long time, long published)
      throws IOException {
    // at equal times the batch view answers if it has the key: the one case that needs a look
    return time > published
        || (time == published
            && LayerMerge.winner(table.read(key, published))
                .filter(winner -> winner.source() == Answer.Source.SPEED)
                .isPresent());
  }

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
