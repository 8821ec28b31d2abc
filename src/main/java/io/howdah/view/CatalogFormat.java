package io.howdah.view;

import io.howdah.record.Excerpt;
import java.util.Map;

/**
 * The format of a view's row in the catalog. It grows when a reader or writer of the old one would
 * misread the view; whoever meets a larger one than it knows keeps its hands off.
 */
final class CatalogFormat {
  static final String COLUMN = "format";
  static final String KNOWN = "1";
  private static final int SHOWN = 60;

  private CatalogFormat() {}

  /**
   * @param row of the view; one without a format has the first
   * @throws CatalogException if a newer Howdah wrote it
   */
  static void check(String view, Map<String, String> row) throws CatalogException {
    if (!isKnown(row)) {
      throw new CatalogException(
          "Cannot read view "
              + Excerpt.of(view, 4 * SHOWN)
              + ": its catalog row has format "
              + Excerpt.of(row.get(COLUMN), SHOWN)
              + ", this is Howdah "
              + Release.text()
              + " which knows "
              + KNOWN
              + "; use a newer Howdah");
    }
  }

  static boolean isKnown(Map<String, String> row) {
    return row.getOrDefault(COLUMN, KNOWN).equals(KNOWN);
  }
}
