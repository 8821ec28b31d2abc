package io.howdah.cli;

import io.howdah.query.Answer;
import io.howdah.query.ViewReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Predictions of the published view against known labels.
 *
 * @param right keys whose label is the known one
 * @param all keys looked up
 */
record DigitsAccuracy(int right, int all) {
  static DigitsAccuracy of(Configuration conf, String view, Map<String, String> labels)
      throws IOException {
    try (ViewReader reader = ViewReader.open(conf, view, ViewReader.Options.standard())) {
      List<Answer> answers = reader.lookupAll(List.copyOf(labels.keySet()));
      long right =
          answers.stream()
              .filter(answer -> labels.get(answer.key()).equals(answer.fields().get("label")))
              .count();
      return new DigitsAccuracy((int) right, answers.size());
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d of %d right: accuracy %.4f", right, all, (double) right / all);
  }
}
