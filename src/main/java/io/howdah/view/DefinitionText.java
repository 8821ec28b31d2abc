package io.howdah.view;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A view's definition as it stands in the catalog: ISO-8601 durations, plain names. */
final class DefinitionText {
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

  static ViewDefinition read(String name, Map<String, String> row) {
    return new ViewDefinition(
        name,
        row.get("task"),
        ViewMode.of(row.get("mode")),
        Optional.ofNullable(row.get("valid-for")).map(Duration::parse),
        Optional.ofNullable(row.get("expire-after")).map(Duration::parse),
        Integer.parseInt(row.get("retain")));
  }
}
