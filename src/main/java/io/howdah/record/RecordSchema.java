package io.howdah.record;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a record matter.
 *
 * @param key name of the column that is the row key
 * @param time name of the column with the record's own time, where there is one
 * @param features in the order of the model's inputs
 */
public record RecordSchema(String key, Optional<String> time, List<Feature> features) {
  public RecordSchema {
    features = List.copyOf(features);
  }

  /** Every column that matters. */
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    names.add(key);
    time.ifPresent(names::add);
    features.forEach(feature -> names.add(feature.name()));
    return names;
  }

  /** Number of the model's inputs. */
  public int width() {
    return features.stream().mapToInt(Feature::width).sum();
  }
}
