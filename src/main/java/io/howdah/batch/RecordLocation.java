package io.howdah.batch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.WritableComparable;

/**
 * Where a record begins: file and byte offset (in a compressed file: of the text), and the part of
 * the input that it was read from. Reused.
 */
public final class RecordLocation implements WritableComparable<RecordLocation> {
  private static final int OFFSET_BITS = 42;
  private static final int PART_BITS = Long.SIZE - 1 - OFFSET_BITS;

  private String file = "";
  private int part;
  private long offset;

  public void set(String file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /**
   * Tells of which part all that follows is.
   *
   * @param ordinal of the part of a file, in the order in which the files were listed and their
   *     parts follow each other
   */
  public void part(int ordinal) {
    this.part = ordinal;
  }

  /**
   * One number that ascends in the order of the input, whatever task reads which part: the part's
   * ordinal in the upper bits, the offset in the lower 42.
   */
  public long place() {
    if (part >>> PART_BITS != 0 || offset >>> OFFSET_BITS != 0) {
      throw new IllegalStateException(
          String.format(
              "Cannot number the records of the input in order: part %d, byte %d of %s (at most %,d"
                  + " parts, each of %,d bytes; take larger splits, or another --merge)",
              part, offset, file, 1L << PART_BITS, 1L << OFFSET_BITS));
    }
    return (long) part << OFFSET_BITS | offset;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(file);
    out.writeInt(part);
    out.writeLong(offset);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    file = in.readUTF();
    part = in.readInt();
    offset = in.readLong();
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
