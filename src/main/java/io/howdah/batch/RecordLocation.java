package io.howdah.batch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.WritableComparable;

/** Where a record begins: file and byte offset (in a compressed file: of the text). Reused. */
public final class RecordLocation implements WritableComparable<RecordLocation> {
  private String file = "";
  private long offset;

  public void set(String file, long offset) {
    this.file = file;
    this.offset = offset;
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
    out.writeLong(offset);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    file = in.readUTF();
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
