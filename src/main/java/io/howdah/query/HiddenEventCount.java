package io.howdah.query;

import io.howdah.view.HiddenEvents;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;

/** Counts what a publication will hide. */
public final class HiddenEventCount {
  private HiddenEventCount() {}

  /**
   * Counts them before a version is published. What it keeps does not grow with them, and nothing
   * is read where the data are as new as the version.
   *
   * @param version that is to be published; its cells are loaded
   * @param published the version that readers see; empty for none, then of all events
   * @param data when the data of the version were written last, epoch milliseconds
   */
  public static HiddenEvents before(
      ViewTable table,
      ViewDefinition view,
      long version,
      OptionalLong published,
      long data,
      Instant now)
      throws IOException {
    if (data >= version) {
      return HiddenEvents.NONE;
    }
    long from = Math.max(data + 1, published.orElse(0));
    if (from > version) {
      return HiddenEvents.NONE;
    }
    Validity validity = Validity.of(view);
    long[] counts = new long[2];
    table.forEachNewestEvent(
        from,
        (key, time, deletion) -> {
          boolean seen =
              (published.isEmpty() || answers(table, key, time, published.getAsLong()))
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
}
