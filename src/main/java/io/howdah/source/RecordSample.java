package io.howdah.source;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Rejects;
import io.howdah.record.FieldNames;
import io.howdah.record.RecordSchema;
import java.io.IOException;

/** A few records from all over an input, to be read as often as needed. */
public interface RecordSample {
  /** What takes in a row of a mini-batch; both are valid until it returns. */
  interface RowConsumer {
    void row(MiniBatch batch, int row);
  }

  /** How many there are, those included that cannot be decoded. */
  int size();

  /** The names of the fields that they have. */
  FieldNames names();

  /**
   * Reads them from the first on.
   *
   * @throws IllegalArgumentException naming the columns that the schema needs and the input lacks
   */
  MiniBatchReader read(RecordSchema schema);

  /** Reads all of them, in order: each is a row or a reject. */
  default void readAll(RecordSchema schema, RowConsumer rows, Rejects rejects) throws IOException {
    MiniBatch batch = new MiniBatch(Math.max(1, Math.min(64, size())), schema.width());
    try (MiniBatchReader reader = read(schema)) {
      while (!reader.isOver()) {
        reader.fill(batch, rejects);
        for (int row = 0; row < batch.size(); row++) {
          rows.row(batch, row);
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a sample was read", e);
    }
  }
}
