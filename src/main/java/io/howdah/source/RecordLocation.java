package io.howdah.source;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.WritableComparable;

/** Where a record begins: file and byte offset (in a compressed file: of the text). Reused. */
public final class RecordLocation implements WritableComparable<RecordLocation> {
  /** Bits of {@link #place} that tell where in its part a record begins. */
  public static final int OFFSET_BITS = 42;

  /** The most parts that a run's files can have, so that no place is negative. */
  static final int MOST_PARTS = 1 << (Long.SIZE - 1 - OFFSET_BITS);

  private String file = "";
  private long offset;
  private long place;

  public void set(String file, long offset, long place) {
    this.file = file;
    this.offset = offset;
    this.place = place;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  /**
   * Where the record stands in the whole input: a later record of the files, as they are listed,
   * has a larger number. It is the ordinal of the file's part, and in the lower {@value
   * #OFFSET_BITS} bits where in the part the record begins.
   */
  public long place() {
    return place;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(file);
    out.writeLong(offset);
    out.writeLong(place);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    file = in.readUTF();
    offset = in.readLong();
    place = in.readLong();
  }

  @Override
  public int compareTo(RecordLocation other) {
    int order = file.compareTo(other.file);
    return order == 0 ? Long.compare(offset, other.offset) : order;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof RecordLocation other && compareTo(other) == 0;
  }

  @Override
  public int hashCode() {
    return file.hashCode() * 31 + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return file + ":" + offset;
  }
}
