package io.howdah.source;

import io.howdah.model.ModelCard;
import io.howdah.predict.MiniBatchReader;
import io.howdah.record.RecordSchema;
import java.io.IOException;

/**
 * Records from all over an input, of which a model's card can decode some, to try a model on.
 *
 * @param schema of the card
 * @param rows that they give, at least one
 */
public record TrialSample(RecordSample records, RecordSchema schema, int rows) {
  private static final int MOST = 4096;
  private static final int LEAST = 64;
  private static final int FEATURES = 4 << 20; // of all records together

  /**
   * Takes a sample; of wide records it takes fewer.
   *
   * @throws IOException if there is no record that can be decoded
   */
  public static TrialSample of(RecordSource source, ModelCard card) throws IOException {
    RecordSchema schema = card.schema();
    RecordSample sample = source.sample(Math.max(LEAST, Math.min(MOST, FEATURES / schema.width())));
    int[] rows = {0};
    String[] firstReject = {""};
    try {
      sample.readAll(
          schema,
          (batch, row) -> rows[0]++,
          (cause, message, file, offset, raw) ->
              firstReject[0] = firstReject[0].isEmpty() ? message : firstReject[0]);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (rows[0] == 0) {
      throw new IOException(
          "Cannot decode any of the first " + sample.size() + " records: " + firstReject[0]);
    }
    return new TrialSample(sample, schema, rows[0]);
  }

  /** Reads them from the first on. */
  public MiniBatchReader read() {
    return records.read(schema);
  }
}
