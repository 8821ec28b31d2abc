package io.howdah.settings;

import io.howdah.gate.Gate;
import io.howdah.gate.Gates;
import java.net.URL;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.hadoop.conf.Configuration;

/**
 * Every key that there is, with its default: {@code howdah-default.xml} of this jar, read once, and
 * those of gates in other jars.
 */
final class DefaultSettings {
  /** The file; it also says what each key means. */
  static final String FILE = "howdah-default.xml";

  private static final Map<String, String> VALUES = read();

  private DefaultSettings() {}

  private static Map<String, String> read() {
    URL file = DefaultSettings.class.getResource("/" + FILE);
    if (file == null) {
      throw new IllegalStateException("Cannot find " + FILE + " in the job jar: build it again");
    }
    Configuration conf = new Configuration(false);
    conf.addResource(file);
    Map<String, String> values = new TreeMap<>();
    conf.forEach(property -> values.put(property.getKey(), property.getValue()));
    return values;
  }

  static boolean has(String key) {
    return of(key) != null;
  }

  /** Null where there is no such key. The gates are listed only for keys that the file lacks. */
  static String of(String key) {
    String value = VALUES.get(key);
    return value != null
        ? value
        : Gates.all().stream()
            .filter(gate -> gate.key().equals(key))
            .map(gate -> gate.bound().usualText())
            .findAny()
            .orElse(null);
  }

  /** The key that takes the fewest changes of a letter. */
  static String nearest(String key) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return Stream.concat(VALUES.keySet().stream(), Gates.all().stream().map(Gate::key))
        .min(Comparator.comparingInt(known -> distance.apply(key, known)))
        .orElseThrow();
  }
}
