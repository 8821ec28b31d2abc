package io.howdah.cli;

import io.howdah.cli.options.UsageException;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import io.howdah.record.RejectCause;
import io.howdah.source.RecordSample;
import io.howdah.source.RecordSource;
import io.howdah.source.SourceSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * A file whose columns become the features of a card.
 *
 * @param columns at least one
 * @param sample of its records
 */
record FeatureSource(Path file, List<String> columns, RecordSample sample) {
  private static final int RECORDS = 50;

  static FeatureSource of(Path file, SourceSpec format, Session session)
      throws UsageException, IOException {
    RecordSource source = session.open(List.of(file.toString()), format);
    List<String> columns;
    try {
      columns = source.columns();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + " (" + file + ")");
    }
    if (columns.isEmpty()) {
      throw new UsageException(
          "Invalid --format: "
              + format.name()
              + " (has no header for --features-from; list them with --features)");
    }
    return new FeatureSource(file, columns, source.sample(RECORDS));
  }

  /**
   * Refuses a column of texts as a number. One record in which all are numbers tells that none is;
   * else the columns are looked at one by one.
   */
  void requireNumbers(RecordSchema schema) throws UsageException, IOException {
    List<Feature> numbers =
        schema.features().stream().filter(feature -> feature instanceof Feature.Numeric).toList();
    try {
      if (tryOut(schema.key(), numbers).decodes()) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // a header that names a column twice, or one like p[0..3], which stands for several
      throw new UsageException("Invalid --features-from: " + e.getMessage() + " (" + file + ")");
    }
    for (Feature number : numbers) {
      Tried column = tryOut(schema.key(), List.of(number));
      Optional<String> why = column.text();
      if (!column.decodes() && why.isPresent()) {
        throw new UsageException(
            "Invalid --features-from: column "
                + number.name()
                + " of "
                + file
                + " holds texts ("
                + why.get()
                + "; name its --categories, or leave it out with --without "
                + number.name()
                + ")");
      }
    }
  }

  /**
   * How it went with columns as numbers.
   *
   * @param decodes true if a record has a number in each
   * @param text of the first record that has something else; empty also where all lack a value
   */
  private record Tried(boolean decodes, Optional<String> text) {}

  private Tried tryOut(String key, List<Feature> numbers) throws IOException {
    List<Feature> strict =
        numbers.stream()
            .<Feature>map(feature -> new Feature.Numeric(feature.name(), Float.NaN))
            .toList();
    int[] rows = {0};
    List<String> texts = new ArrayList<>();
    sample.readAll(
        new RecordSchema(key, Optional.empty(), strict),
        (batch, row) -> rows[0]++,
        (cause, message, source, offset, raw) -> {
          if (cause == RejectCause.UNPARSABLE_NUMBER) {
            texts.add(message);
          }
        });
    return new Tried(rows[0] > 0, texts.stream().findFirst());
  }
}
