package io.howdah.source;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Rejects;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import java.io.IOException;
import org.apache.hadoop.io.Text;

/** Decodes the text records of a part. */
final class TextPart implements PartReader {
  private final TextRecords records;
  private final RecordDecoder<Text> decoder;
  private final boolean withPlaces;

  /**
   * @param withPlaces true to note where each record is in the order of the input
   */
  TextPart(TextRecords records, RecordDecoder<Text> decoder, boolean withPlaces) {
    this.records = records;
    this.decoder = decoder;
    this.withPlaces = withPlaces;
  }

  @Override
  public int fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
    int count = 0;
    while (!batch.isFull() && records.next()) {
      count++;
      add(batch, rejects);
    }
    return count;
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

  @Override
  public float progress() throws IOException {
    return records.progress();
  }

  @Override
  public long begun() {
    return records.begun();
  }

  @Override
  public long reached() throws IOException {
    return records.reached();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
