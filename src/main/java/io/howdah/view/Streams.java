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

  /** What every member told last that can be read. */
  public List<StreamReport> of(String view) throws IOException {
    return listed(table.rows(prefix(view))).stream()
        .flatMap(stream -> stream.value().stream())
        .toList();
  }

  /**
   * Forgets the members that told nothing since that time, epoch milliseconds, and the rows that
   * nobody can read: who is alive writes its row anew.
   */
  public void forgetBefore(String view, long time) throws IOException {
    for (Listed<StreamReport> stream : listed(table.rows(prefix(view)))) {
      if (stream.value().isEmpty() || stream.value().get().at() < time) {
        table.delete(stream.key());
      }
    }
  }

  static List<Listed<StreamReport>> listed(Map<String, Map<String, String>> rows) {
    return rows.entrySet().stream()
        .map(row -> Listed.of(row.getKey(), () -> StreamReport.of(row.getKey(), row.getValue())))
        .toList();
  }

  /** What the keys of a view's rows begin with. */
  static String prefix(String view) {
    return view + ROWS;
  }
}
