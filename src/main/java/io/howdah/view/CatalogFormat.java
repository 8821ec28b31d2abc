package io.howdah.view;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The format of a view's row in the catalog. It grows when a reader or writer of the old one would
 * misread the view; whoever meets a larger one than it knows keeps its hands off.
 */
final class CatalogFormat {
  static final String COLUMN = "format";
  static final String KNOWN = "1";

  private CatalogFormat() {}

  /**
   * @param row of the view; one without a format has the first
   * @throws CatalogException if a newer Howdah wrote it
   */
  static void check(String view, Map<String, String> row) throws IOException {
    String format = row.getOrDefault(COLUMN, KNOWN);
    if (!format.equals(KNOWN)) {
      throw new CatalogException(
          "Cannot read view "
              + view
              + ": its catalog row has format "
              + format
              + ", this is Howdah "
              + howdah()
              + " which knows "
              + KNOWN
              + "; use a newer Howdah");
    }
  }

  private static String howdah() throws IOException {
    try (InputStream text = CatalogFormat.class.getResourceAsStream("version.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).trim();
    }
  }
}
