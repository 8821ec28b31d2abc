package io.howdah.source;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Rejects;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** Reads a split of files, one part after the other, and notes the bytes that it has read. */
public final class SplitReader implements MiniBatchReader {
  /** What opens a part. */
  public interface Parts {
    PartReader open(RecordSplit.Part part) throws IOException;
  }

  private final RecordSplit split;
  private final Parts format;
  private final Configuration conf;
  private final Iterator<RecordSplit.Part> parts;
  private final long bytes;
  private RecordSplit.Part part;
  private PartReader reader; // of the part; null between two of them
  private long done; // bytes of the parts before it
  private long count;

  public SplitReader(RecordSplit split, Parts format, Configuration conf) {
    this.split = split;
    this.format = format;
    this.conf = conf;
    this.parts = split.parts().iterator();
    this.bytes = split.getLength();
  }

  @Override
  public void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
    while (!batch.isFull() && !isOver()) {
      if (reader == null) {
        part = parts.next();
        reader = format.open(part);
      }
      count += reader.fill(batch, rejects);
      if (!batch.isFull()) {
        endPart();
      }
    }
  }

  private void endPart() throws IOException {
    // here and not before: what changes while it is read is no less wrong
    var unused = part.listed().unchanged(conf);
    split.read(new PartRead(part.file(), reader.begun(), reader.reached()));
    done += part.length();
    close();
  }

  @Override
  public boolean isOver() {
    return reader == null && !parts.hasNext();
  }

  @Override
  public long records() {
    return count;
  }

  @Override
  public float progress() throws IOException {
    float ofPart = reader == null ? 0 : part.length() * reader.progress();
    return bytes == 0 ? 0 : Math.min(1, (done + ofPart) / bytes);
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
