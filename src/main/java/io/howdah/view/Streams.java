package io.howdah.view;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Where the members of a view's streams stand, as they tell it themselves: rows {@code
 * view/stream/group/member} of the catalog.
 */
public final class Streams {
  private static final String ROWS = "/stream/";

  private final CatalogTable table;

  Streams(CatalogTable table) {
    this.table = table;
  }

  /** Replaces what the member told before. */
  public void report(String view, StreamReport report) throws IOException {
    table.put(prefix(view) + report.group() + "/" + report.member(), report.row());
  }

  /** What every member told last. */
  public List<StreamReport> of(String view) throws IOException {
    return table.rows(prefix(view)).values().stream().map(StreamReport::of).toList();
  }

  /** Forgets the members that told nothing since that time, epoch milliseconds. */
  public void forgetBefore(String view, long time) throws IOException {
    for (Map.Entry<String, Map<String, String>> row : table.rows(prefix(view)).entrySet()) {
      if (StreamReport.of(row.getValue()).at() < time) {
        table.delete(row.getKey());
      }
    }
  }

  /** What the keys of a view's rows begin with. */
  static String prefix(String view) {
    return view + ROWS;
  }
}
