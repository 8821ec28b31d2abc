package io.howdah.toys;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Rejects;
import io.howdah.record.Feature;
import io.howdah.record.FieldNames;
import io.howdah.record.RecordSchema;
import io.howdah.record.RecordSink;
import io.howdah.record.RejectCause;
import io.howdah.source.FileSplits;
import io.howdah.source.InputShape;
import io.howdah.source.JobSource;
import io.howdah.source.PartReader;
import io.howdah.source.RecordSample;
import io.howdah.source.RecordSource;
import io.howdah.source.RecordSplit;
import io.howdah.source.SourceFormat;
import io.howdah.source.SourceFormats;
import io.howdah.source.SourceSpec;
import io.howdah.source.SplitReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;

/**
 * A user's own format: records of 17 bytes, which are a key of eight characters, two floats and the
 * number of a colour.
 */
public final class FixedFormat implements SourceFormat {
  static final String NAME = "fixed";
  private static final int LENGTH = 17;
  private static final int KEY = 8;
  private static final List<String> COLUMNS = List.of("id", "x", "y", "colour");

  @Override
  public List<String> names() {
    return List.of(NAME);
  }

  @Override
  public RecordSource open(
      List<FileStatus> files, SourceSpec spec, int maxRecordBytes, Configuration conf)
      throws IOException {
    for (FileStatus file : files) {
      if (file.getLen() % LENGTH != 0) {
        throw new IOException("Invalid input " + file.getPath() + ": not of " + LENGTH + " bytes");
      }
    }
    return new Source(files, conf);
  }

  @Override
  public JobSource ofJob(Configuration job) {
    return new Job(job);
  }

  private record Source(List<FileStatus> files, Configuration conf) implements RecordSource {
    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public void require(RecordSchema schema) {
      for (String name : schema.names()) {
        if (!COLUMNS.contains(name)) {
          throw new IllegalArgumentException("Cannot find column " + name + " in " + name());
        }
      }
    }

    @Override
    public RecordSample sample(int records) throws IOException {
      List<byte[]> heads = new ArrayList<>();
      for (FileStatus file : files) {
        try (FSDataInputStream in = file.getPath().getFileSystem(conf).open(file.getPath())) {
          for (long at = 0; at < file.getLen() && heads.size() < records; at += LENGTH) {
            heads.add(in.readNBytes(LENGTH));
          }
        }
      }
      return new Sample(name(), heads);
    }

    @Override
    public InputShape shape() throws IOException {
      return InputShape.of(files, 1.0 / LENGTH, file -> true, conf);
    }

    @Override
    public void writeTo(Configuration job) {
      SourceFormats.writeTo(job, NAME);
    }
  }

  private record Job(Configuration conf) implements JobSource {
    @Override
    public List<InputSplit> splits(JobContext job) throws IOException {
      return FileSplits.of(FileSplits.files(conf), file -> true, job);
    }

    @Override
    public MiniBatchReader read(InputSplit split, RecordSchema schema, boolean withPlaces) {
      return new SplitReader((RecordSplit) split, part -> new Part(part, schema, conf), conf);
    }
  }

  /** The records that begin in a part. */
  private static final class Part implements PartReader {
    private final RecordSplit.Part part;
    private final RecordSchema schema;
    private final FSDataInputStream in;
    private final long begun;
    private final byte[] record = new byte[LENGTH];
    private long at;

    Part(RecordSplit.Part part, RecordSchema schema, Configuration conf) throws IOException {
      this.part = part;
      this.schema = schema;
      Path file = new Path(part.listed().path());
      this.in = file.getFileSystem(conf).open(file);
      this.begun = (part.from() + LENGTH - 1) / LENGTH * LENGTH;
      this.at = begun;
      in.seek(begun);
    }

    @Override
    public int fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException {
      int count = 0;
      for (; !batch.isFull() && at < part.from() + part.length(); at += LENGTH) {
        if (in.readNBytes(record, 0, LENGTH) < LENGTH) {
          throw new EOFException("Failed to read " + part.listed().path() + ": it ends too early");
        }
        decode(record, part.listed().path(), at, schema, batch, rejects);
        count++;
      }
      return count;
    }

    @Override
    public float progress() {
      return part.length() == 0 ? 1 : Math.min(1, (at - part.from()) / (float) part.length());
    }

    @Override
    public long begun() {
      return begun;
    }

    @Override
    public long reached() {
      return at;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private record Sample(String source, List<byte[]> records) implements RecordSample {
    @Override
    public int size() {
      return records.size();
    }

    @Override
    public FieldNames names() {
      return FieldNames.of(COLUMNS);
    }

    @Override
    public MiniBatchReader read(RecordSchema schema) {
      return new MiniBatchReader() {
        private int next;

        @Override
        public void fill(MiniBatch batch, Rejects rejects)
            throws IOException, InterruptedException {
          while (!batch.isFull() && !isOver()) {
            decode(records.get(next), source, (long) next * LENGTH, schema, batch, rejects);
            next++;
          }
        }

        @Override
        public boolean isOver() {
          return next == records.size();
        }

        @Override
        public long records() {
          return next;
        }

        @Override
        public float progress() {
          return (float) next / records.size();
        }

        @Override
        public void close() {}
      };
    }
  }

  private static void decode(
      byte[] record,
      String source,
      long offset,
      RecordSchema schema,
      MiniBatch batch,
      Rejects rejects)
      throws IOException, InterruptedException {
    RecordSink row = batch.open();
    row.key(record, 0, KEY);
    ByteBuffer values = ByteBuffer.wrap(record, KEY, LENGTH - KEY).slice();
    int slot = 0;
    for (Feature feature : schema.features()) {
      float value =
          switch (feature.name()) {
            case "x" -> values.getFloat(0);
            case "y" -> values.getFloat(Float.BYTES);
            default -> values.get(2 * Float.BYTES);
          };
      boolean isCategory = feature instanceof Feature.OneHot;
      if (isCategory ? value < 0 || value >= feature.width() : !Float.isFinite(value)) {
        rejects.rejected(
            isCategory ? RejectCause.UNKNOWN_CATEGORY : RejectCause.UNPARSABLE_NUMBER,
            "Invalid " + feature.name() + ": " + value,
            source,
            offset,
            text(record));
        return;
      }
      for (int i = 0; i < feature.width(); i++) {
        row.feature(slot + i, isCategory ? (i == (int) value ? 1 : 0) : value);
      }
      slot += feature.width();
    }
    batch.close(source, offset, text(record));
  }

  /** The record as people read it, should it be rejected. */
  private static ByteBuffer text(byte[] record) {
    ByteBuffer values = ByteBuffer.wrap(record);
    String key = new String(record, 0, KEY, StandardCharsets.US_ASCII);
    return StandardCharsets.UTF_8.encode(
        key + " " + values.getFloat(KEY) + " " + values.getFloat(KEY + 4) + " " + record[16]);
  }
}
