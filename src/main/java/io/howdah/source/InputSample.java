package io.howdah.source;

import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordSchema;
import java.util.List;
import org.apache.hadoop.io.Text;

/**
 * A few records from all over an input.
 *
 * @param layout of the input's files
 */
public record InputSample(TextLayout layout, List<Entry> entries) {
  /** One record and where it lies. */
  public record Entry(String file, long offset, byte[] bytes) {}

  /** The names of the columns; empty for JSON. */
  public List<String> columns() {
    return layout.columns();
  }

  /**
   * What decodes its records, and rejects those that are too long.
   *
   * @throws IllegalArgumentException naming the columns that the schema needs and the input lacks
   */
  public RecordDecoder<Text> decoder(RecordSchema schema) {
    return layout.decoder(schema);
  }
}
