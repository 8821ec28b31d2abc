package io.howdah.cli;

import io.howdah.record.Feature;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import io.howdah.record.RecordSink;
import io.howdah.record.RejectCause;
import io.howdah.source.InputSample;
import io.howdah.source.TextSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;

/**
 * A file whose columns become the features of a card.
 *
 * @param sample of its records
 */
record FeatureSource(Path file, InputSample sample) {
  private static final int RECORDS = 50;

  static FeatureSource of(Path file, RecordFormat format, Session session)
      throws UsageException, IOException {
    InputSample sample =
        TextSource.open(
                List.of(file.toString()),
                format,
                session.settings().maxRecordBytes(),
                session.conf())
            .sample(RECORDS);
    try {
      var unused = sample.columns();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + " (" + file + ")");
    }
    return new FeatureSource(file, sample);
  }

  List<String> columns() {
    return sample.columns();
  }

  /**
   * Refuses a column of texts as a number. One record in which all are numbers tells that none is;
   * else the columns are looked at one by one.
   */
  void requireNumbers(RecordSchema schema) throws UsageException {
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

  private Tried tryOut(String key, List<Feature> numbers) {
    List<Feature> strict =
        numbers.stream()
            .<Feature>map(feature -> new Feature.Numeric(feature.name(), Float.NaN))
            .toList();
    RecordDecoder<Text> decoder = sample.decoder(new RecordSchema(key, Optional.empty(), strict));
    Optional<String> why = Optional.empty();
    for (InputSample.Entry entry : sample.entries()) {
      try {
        decoder.decode(new Text(entry.bytes()), RecordSink.NOTHING);
        return new Tried(true, Optional.empty());
      } catch (InvalidRecordException e) {
        if (why.isEmpty() && e.rejectCause() == RejectCause.UNPARSABLE_NUMBER) {
          why = Optional.of(e.getMessage());
        }
      }
    }
    return new Tried(false, why);
  }
}
