package io.howdah.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the members of a view's streams stand, as they tell it themselves: rows {@code
 * view/stream/member} of the catalog.
 */
public final class Streams {
  private static final String ROWS = "/stream/";

  private final CatalogTable table;

  Streams(CatalogTable table) {
    this.table = table;
  }

  /** Replaces what a member told before. */
  public void report(String view, String member, Map<String, String> status) throws IOException {
    table.put(view + ROWS + member, status);
  }

  /** What every member told last. */
  public List<Map<String, String>> of(String view) throws IOException {
    return new ArrayList<>(table.rows(view + ROWS).values());
  }
}
