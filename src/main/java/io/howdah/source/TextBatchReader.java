package io.howdah.source;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Rejects;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;

/** Decodes the text records of a split, one part of a file after the other. */
final class TextBatchReader implements MiniBatchReader {
  private final RecordSplit split;
  private final TextLayout layout;
  private final RecordDecoder<Text> decoder;
  private final boolean withPlaces;
  private final Configuration conf;
  private final Iterator<RecordSplit.Part> parts;
  private final long bytes;
  private RecordSplit.Part part;
  private TextRecords records; // of the part; null between two of them
  private long done; // bytes of the parts before it
  private long count;

  /**
   * @param withPlaces true to note where each record is in the order of the input
   */
  TextBatchReader(
      RecordSplit split,
      TextLayout layout,
      RecordDecoder<Text> decoder,
      boolean withPlaces,
      Configuration conf) {
    this.split = split;
    this.layout = layout;
    this.decoder = decoder;
    this.withPlaces = withPlaces;
    this.conf = conf;
    this.parts = split.parts().iterator();
    this.bytes = split.getLength();
  }

  @Override
  public void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
    while (!batch.isFull() && next()) {
      count++;
      add(batch, rejects);
    }
  }

  private void add(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
    Text record = records.record();
    try {
      decoder.decode(record, batch.open());
    } catch (InvalidRecordException e) {
      rejects.rejected(
          e.rejectCause(), e.getMessage(), records.file(), records.offset(), decoder.raw(record));
      return;
    }
    batch.close(
        records.file(),
        records.offset(),
        withPlaces ? records.place() : MiniBatch.NO_PLACE,
        decoder.raw(record));
  }

  /** Moves to the next record, of whichever part; false at the end of the split. */
  private boolean next() throws IOException {
    while (records != null || parts.hasNext()) {
      if (records == null) {
        part = parts.next();
        records = TextRecords.open(part, layout, conf);
      }
      if (records.next()) {
        return true;
      }
      // here and not before: what changes while it is read is no less wrong
      var unused = part.listed().unchanged(conf);
      split.read(new PartRead(part.file(), records.begun(), records.reached()));
      done += part.length();
      close();
    }
    return false;
  }

  @Override
  public boolean isOver() {
    return records == null && !parts.hasNext();
  }

  @Override
  public long records() {
    return count;
  }

  @Override
  public float progress() throws IOException {
    float ofPart = records == null ? 0 : part.length() * records.progress();
    return bytes == 0 ? 0 : Math.min(1, (done + ofPart) / bytes);
  }

  @Override
  public void close() throws IOException {
    if (records != null) {
      records.close();
      records = null;
    }
  }
}
