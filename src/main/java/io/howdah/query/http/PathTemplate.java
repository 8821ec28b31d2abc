package io.howdah.query.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which paths a route answers: {@code /views/{view}}, whose parts in braces are parameters. */
final class PathTemplate {
  private final String text;
  private final List<String> parts;

  PathTemplate(String text) {
    this.text = text;
    this.parts = List.of(text.substring(1).split("/", -1));
  }

  /** The parameters by name, or empty for a path that is another. */
  Optional<Map<String, String>> match(List<String> segments) {
    if (segments.size() != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.startsWith("{")) {
        parameters.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  @Override
  public String toString() {
    return text;
  }
}
