package io.howdah.source;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Rejects;
import io.howdah.record.FieldNames;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.io.Text;

/**
 * Records of text files, in memory.
 *
 * @param layout of the files
 */
record TextSample(TextLayout layout, List<Entry> entries) implements RecordSample {
  /** So many records tell what names there are. */
  private static final int LOOKED_AT = 1000;

  /** One record and where it lies. */
  record Entry(String file, long offset, Text text) {}

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public FieldNames names() {
    return layout.format().kind() == RecordFormat.Kind.JSON
        ? FieldNames.ofJson(entries.stream().limit(LOOKED_AT).map(Entry::text).toList())
        : FieldNames.of(layout.columns());
  }

  @Override
  public MiniBatchReader read(RecordSchema schema) {
    return new Reader(entries, layout.decoder(schema));
  }

  private static final class Reader implements MiniBatchReader {
    private final List<Entry> entries;
    private final RecordDecoder<Text> decoder;
    private int next;

    Reader(List<Entry> entries, RecordDecoder<Text> decoder) {
      this.entries = entries;
      this.decoder = decoder;
    }

    @Override
    public void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
      while (!batch.isFull() && !isOver()) {
        Entry entry = entries.get(next++);
        try {
          decoder.decode(entry.text(), batch.open());
        } catch (InvalidRecordException e) {
          rejects.rejected(
              e.rejectCause(),
              e.getMessage(),
              entry.file(),
              entry.offset(),
              decoder.raw(entry.text()));
          continue;
        }
        batch.close(entry.file(), entry.offset(), decoder.raw(entry.text()));
      }
    }

    @Override
    public boolean isOver() {
      return next == entries.size();
    }

    @Override
    public long records() {
      return next;
    }

    @Override
    public float progress() {
      return entries.isEmpty() ? 1 : (float) next / entries.size();
    }

    @Override
    public void close() {}
  }
}
