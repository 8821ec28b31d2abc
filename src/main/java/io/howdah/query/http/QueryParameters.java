package io.howdah.query.http;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The parameters behind a URL's question mark. One that would be passed over is refused: {@code
 * Limit=1} is not what {@code limit=1} is.
 */
final class QueryParameters {
  private QueryParameters() {}

  /**
   * Values by name, decoded; a plus is a space, as in a query that a form made.
   *
   * @param known every name that may be there
   * @throws IllegalArgumentException for another name, one that is given twice, and what is
   *     malformed
   */
  static Map<String, String> parse(String query, List<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        String name =
            PercentText.decode(equals < 0 ? parameter : parameter.substring(0, equals), true);
        if (!known.contains(name)) {
          throw unknown(name, known);
        }
        String value = equals < 0 ? "" : PercentText.decode(parameter.substring(equals + 1), true);
        if (values.put(name, value) != null) {
          throw new IllegalArgumentException("Invalid " + name + ": it is given twice");
        }
      }
    }
    return values;
  }

  private static IllegalArgumentException unknown(String name, List<String> known) {
    if (known.isEmpty()) {
      return new IllegalArgumentException("Invalid parameter: " + name + " (this path takes none)");
    }
    String all =
        " (must be " + (known.size() == 1 ? "" : "one of ") + String.join(", ", known) + ")";
    if (name.isEmpty()) {
      return new IllegalArgumentException("Invalid parameter without a name" + all);
    }
    if (known.size() == 1) {
      return new IllegalArgumentException("Invalid parameter: " + name + all);
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String lower = name.toLowerCase(Locale.ROOT);
    String nearest =
        known.stream()
            .min(Comparator.comparingInt(candidate -> distance.apply(lower, candidate)))
            .orElseThrow();
    return new IllegalArgumentException(
        "Invalid parameter: " + name + all + "; the nearest is " + nearest);
  }
}
