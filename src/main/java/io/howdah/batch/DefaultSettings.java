package io.howdah.batch;

import io.howdah.gate.Gates;
import java.net.URL;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.hadoop.conf.Configuration;

/**
 * Every key that there is, with its default: {@code howdah-default.xml} of this jar, read once, and
 * the gates'.
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
    Gates.all().forEach(gate -> values.put(gate.key(), gate.bound().usualText()));
    conf.forEach(property -> values.put(property.getKey(), property.getValue()));
    return values;
  }

  static boolean has(String key) {
    return VALUES.containsKey(key);
  }

  static String of(String key) {
    return VALUES.get(key);
  }

  /** The key that takes the fewest changes of a letter. */
  static String nearest(String key) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return VALUES.keySet().stream()
        .min(Comparator.comparingInt(known -> distance.apply(key, known)))
        .orElseThrow();
  }
}
