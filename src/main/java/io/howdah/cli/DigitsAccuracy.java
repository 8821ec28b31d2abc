package io.howdah.cli;

import io.howdah.query.Answer;
import io.howdah.query.Lookup;
import io.howdah.view.Catalog;
import io.howdah.view.HBase;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;

/**
 * Predictions of the published view against known labels.
 *
 * @param right keys whose label is the known one
 * @param all keys looked up
 */
record DigitsAccuracy(int right, int all) {
  static DigitsAccuracy of(Configuration conf, String view, Map<String, String> labels)
      throws IOException {
    try (Connection connection = HBase.connect(conf)) {
      Catalog catalog = new Catalog(connection);
      ViewDefinition definition = catalog.view(view);
      try (ViewTable table = new ViewTable(connection, definition)) {
        List<Answer> answers =
            new Lookup(catalog, definition, table, Clock.systemUTC())
                .lookup(List.copyOf(labels.keySet()));
        long right =
            answers.stream()
                .filter(answer -> labels.get(answer.key()).equals(answer.fields().get("label")))
                .count();
        return new DigitsAccuracy((int) right, answers.size());
      }
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d of %d right: accuracy %.4f", right, all, (double) right / all);
  }
}
