package io.howdah.source;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;

/**
 * Parts of listed files for one mapper, in the order in which they lie in the input, and what the
 * mapper has read of them.
 */
public final class RecordSplit extends CombineFileSplit {
  /** Bits of a record's place in the input that tell where in its part it begins. */
  static final int OFFSET_BITS = 42;

  /** The most parts that an input can have, so that no place is negative. */
  static final int MOST_PARTS = 1 << (Long.SIZE - 1 - OFFSET_BITS);

  /**
   * A part of a file.
   *
   * @param file that it is of: its place in the list of the run
   * @param ordinal of this part among all parts of the run
   */
  public record Part(int file, InputFile listed, long from, long length, int ordinal) {}

  private List<Part> parts = List.of();
  private final List<PartRead> read = Collections.synchronizedList(new ArrayList<>());

  /** For Hadoop, which then calls {@link #readFields}. */
  public RecordSplit() {}

  public RecordSplit(List<Part> parts, String[] hosts) {
    super(
        parts.stream().map(part -> new Path(part.listed().path())).toArray(Path[]::new),
        parts.stream().mapToLong(Part::from).toArray(),
        parts.stream().mapToLong(Part::length).toArray(),
        hosts);
    this.parts = List.copyOf(parts);
  }

  /** In the order in which they lie in the input. */
  public List<Part> parts() {
    return parts;
  }

  /** Notes that a part was read to its end. */
  void read(PartRead bytes) {
    read.add(bytes);
  }

  /** What was noted, in this JVM. */
  public List<PartRead> read() {
    synchronized (read) {
      return List.copyOf(read);
    }
  }

  @Override
  public void write(DataOutput out) throws IOException {
    super.write(out);
    for (Part part : parts) {
      WritableUtils.writeVInt(out, part.file());
      WritableUtils.writeVInt(out, part.ordinal());
      WritableUtils.writeVLong(out, part.listed().length());
      WritableUtils.writeVLong(out, part.listed().modified());
    }
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    super.readFields(in);
    List<Part> found = new ArrayList<>();
    for (int i = 0; i < getNumPaths(); i++) {
      int file = WritableUtils.readVInt(in);
      int ordinal = WritableUtils.readVInt(in);
      InputFile listed =
          new InputFile(
              getPath(i).toString(), WritableUtils.readVLong(in), WritableUtils.readVLong(in));
      found.add(new Part(file, listed, getOffset(i), getLength(i), ordinal));
    }
    parts = List.copyOf(found);
  }
}
