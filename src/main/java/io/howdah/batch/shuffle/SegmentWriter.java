package io.howdah.batch.shuffle;

import io.howdah.predict.Merge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.hadoop.mapred.IFile;

/**
 * Writes the sorted records of one reducer as a segment of Hadoop's map output, those of one key
 * merged where that is exact in parts.
 */
final class SegmentWriter {
  private static final int CHUNK = 64 << 10;
  private static final int MAX_LENGTHS = 2 * 5 + Integer.BYTES;
  private static final int MAX_ONE_BYTE = 127;
  private static final int SEVERAL_BYTES = -112;

  private final RecordBuffer records;
  private final RecordMerger merger;
  private final IFile.Writer<?, ?> segment;
  private ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private long written;
  private long mergedAway;

  SegmentWriter(RecordBuffer records, Merge merge, IFile.Writer<?, ?> segment) {
    this.records = records;
    this.merger = new RecordMerger(merge);
    this.segment = segment;
  }

  /**
   * @param positions of the records, sorted by key
   * @param size how many of them count
   */
  void write(int[] positions, int size) throws IOException {
    for (int begin = 0, end; begin < size; begin = end) {
      end = begin + 1;
      while (end < size && records.compareKeys(positions[begin], positions[end], 0) == 0) {
        end++;
      }
      if (end - begin > 1 && merger.merge().isExactInParts()) {
        writeMerged(positions, begin, end);
      } else {
        for (int i = begin; i < end; i++) {
          open(positions[i], records.valueLength(positions[i]));
          chunk.put(
              records.array(), records.valueStart(positions[i]), records.valueLength(positions[i]));
        }
      }
    }
    flush();
  }

  private void writeMerged(int[] positions, int begin, int end) throws IOException {
    RecordMerger.Kept kept = merger.best(() -> new Values(positions, begin, end));
    for (ScoredRecord record : kept.records()) {
      open(positions[begin], record.length());
      record.write(chunk);
    }
    mergedAway += kept.seen() - kept.records().size();
  }

  /** Writes all of a record that comes before its value. */
  private void open(int position, int valueLength) throws IOException {
    int keyLength = records.keyLength(position);
    int needed = MAX_LENGTHS + keyLength + valueLength;
    if (chunk.remaining() < needed) {
      flush();
      if (chunk.remaining() < needed) {
        chunk = ByteBuffer.allocate(needed);
      }
    }
    putLength(Integer.BYTES + keyLength);
    putLength(valueLength);
    // ImmutableBytesWritable's form
    chunk.putInt(keyLength).put(records.array(), records.keyStart(position), keyLength);
    written++;
  }

  /** A vint as {@code WritableUtils} writes it. */
  private void putLength(int length) {
    if (length <= MAX_ONE_BYTE) {
      chunk.put((byte) length);
      return;
    }
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
    chunk.put((byte) (SEVERAL_BYTES - bytes));
    for (int i = bytes - 1; i >= 0; i--) {
      chunk.put((byte) (length >>> (i * Byte.SIZE)));
    }
  }

  private void flush() throws IOException {
    segment.getOutputStream().write(chunk.array(), 0, chunk.position());
    segment.updateCountersForExternalAppend(chunk.position());
    chunk.clear();
  }

  /** Records written, of those that were to be. */
  long written() {
    return written;
  }

  long mergedAway() {
    return mergedAway;
  }

  /** Hands out one reused record, as {@link RecordMerger#best} allows. */
  private final class Values implements Iterator<ScoredRecord> {
    private final ScoredRecord record = new ScoredRecord();
    private final int[] positions;
    private final int end;
    private int next;

    Values(int[] positions, int begin, int end) {
      this.positions = positions;
      this.next = begin;
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public ScoredRecord next() {
      records.read(positions[next++], record);
      return record;
    }
  }
}
