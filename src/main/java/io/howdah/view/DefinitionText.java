package io.howdah.view;

import io.howdah.record.Excerpt;
import java.util.Map;
import java.util.TreeMap;

/** A view's definition as it stands in the catalog: ISO-8601 durations, plain names. */
final class DefinitionText {
  private static final int SHOWN = 240;

  private DefinitionText() {}

  static Map<String, String> write(ViewDefinition view) {
    Map<String, String> row = new TreeMap<>();
    row.put(CatalogFormat.COLUMN, CatalogFormat.KNOWN);
    row.put("task", view.task());
    row.put("mode", view.mode().text());
    row.put("retain", Integer.toString(view.retain()));
    view.validFor().ifPresent(time -> row.put("valid-for", time.toString()));
    view.expireAfter().ifPresent(time -> row.put("expire-after", time.toString()));
    return row;
  }

  /**
   * @throws CatalogRowException if a value is not what it must be
   */
  static ViewDefinition read(String name, Map<String, String> values) {
    CatalogRow row = new CatalogRow(name, values);
    String task = row.required("task", "the task of the view's models", text -> text);
    ViewMode mode = row.required("mode", "full or incremental", ViewMode::of);
    int retain = row.required("retain", "1 to 100", Integer::parseInt);
    try {
      return new ViewDefinition(
          name, task, mode, row.duration("valid-for"), row.duration("expire-after"), retain);
    } catch (IllegalArgumentException e) {
      throw new CatalogRowException(
          "Invalid catalog row " + Excerpt.of(name, SHOWN) + ": " + e.getMessage(), e);
    }
  }
}
