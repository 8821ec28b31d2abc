package io.howdah.view;

import io.howdah.record.Excerpt;
import java.time.Instant;

/**
 * The right to run or change a view, one at a time; a cell of the catalog's view row.
 *
 * @param version of the run; {@link #NO_VERSION} of a run that is only beginning, and of whoever
 *     makes or drops the view
 * @param until epoch milliseconds; renewed as long as the driver lives
 */
record Lease(String owner, long version, long until) {
  /** The first millisecond of 1970: no run is as of that. */
  static final long NO_VERSION = 0;

  private static final int SHOWN = 60;

  String text() {
    return owner + " " + version + " " + until;
  }

  /**
   * @param view whose row has it
   * @throws CatalogRowException if it is none
   */
  static Lease parse(String view, String text) {
    if (!text.matches("\\S+ [0-9]{1,18} [0-9]{1,18}")) {
      throw new CatalogRowException(
          "Invalid lease of view "
              + view
              + " in the catalog: "
              + Excerpt.of(text, SHOWN)
              + " (must be OWNER VERSION END); take it away in the HBase shell: put '"
              + Catalog.TABLE
              + "', '"
              + view
              + "', 'c:"
              + Catalog.LEASE
              + "', ''",
          null);
    }
    String[] parts = text.split(" ", -1);
    return new Lease(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  boolean isLive(long now) {
    return until > now;
  }

  String describe() {
    return "owner " + owner + ", lease until " + Instant.ofEpochMilli(until);
  }
}
