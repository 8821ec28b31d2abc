package io.howdah.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the card's rules for missing values and for unknown categories filled in for scored records.
 *
 * @param features that were filled in at least once
 * @param records by feature, in how many it was filled in, the most first; of very many features
 *     those alone that were filled in most, for a catalog's cell is bounded
 */
public record FilledIn(int features, Map<String, Long> records) {
  /** So many features are told one by one, and so long may their names be together. */
  static final int MOST = 500;

  private static final int MOST_CHARACTERS = 20_000;

  public FilledIn {
    // in their order
    records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
  }

  /**
   * Of what was counted.
   *
   * @param counts by feature; equal ones keep their order
   */
  public static FilledIn of(Map<String, Long> counts) {
    List<Map.Entry<String, Long>> sorted =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .toList();
    Map<String, Long> records = new LinkedHashMap<>();
    int characters = 0;
    for (Map.Entry<String, Long> feature : sorted.subList(0, Math.min(MOST, sorted.size()))) {
      characters += feature.getKey().length();
      if (characters > MOST_CHARACTERS && !records.isEmpty()) {
        break;
      }
      records.put(feature.getKey(), feature.getValue());
    }
    return new FilledIn(sorted.size(), records);
  }

  /** The feature that was filled in most; empty where none was. */
  public Optional<String> worst() {
    return records.keySet().stream().findFirst();
  }

  /** In how many records that one was filled in. */
  public long most() {
    return worst().map(records::get).orElse(0L);
  }
}
