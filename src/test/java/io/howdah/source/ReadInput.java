package io.howdah.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;

/** Reads a listed input as the tasks of a job do, split by split. */
final class ReadInput {
  /** A record as a mapper gets it. */
  record Entry(long place, String file, long offset, String text) {}

  private ReadInput() {}

  /** The splits as a driver makes them, through the list that it writes down. */
  static List<InputSplit> splits(
      Configuration base, TextLayout layout, List<FileStatus> files, Path scratch)
      throws Exception {
    Job job = Job.getInstance(base);
    var list = new org.apache.hadoop.fs.Path(scratch.resolve("list").toUri());
    InputList.write(files, list, base);
    layout.writeTo(job.getConfiguration());
    FileSplits.setFiles(job.getConfiguration(), list);
    return SourceFormats.ofJob(job.getConfiguration()).ofJob(job.getConfiguration()).splits(job);
  }

  /** The split as it comes to a task. */
  static RecordSplit sent(InputSplit split) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ((RecordSplit) split).write(new DataOutputStream(bytes));
    RecordSplit sent = new RecordSplit();
    sent.readFields(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return sent;
  }

  static List<Entry> read(Configuration conf, TextLayout layout, RecordSplit split)
      throws Exception {
    List<Entry> entries = new ArrayList<>();
    MiniBatch batch = new MiniBatch(7, 1);
    SplitReader.Parts parts =
        part -> new TextPart(TextRecords.open(part, layout, conf), new Any(), true);
    try (MiniBatchReader reader = new SplitReader(split, parts, conf)) {
      while (!reader.isOver()) {
        reader.fill(
            batch,
            (cause, message, file, offset, raw) -> {
              throw new AssertionError(message);
            });
        for (int row = 0; row < batch.size(); row++) {
          entries.add(
              new Entry(
                  batch.place(row),
                  batch.source(row),
                  batch.offset(row),
                  UTF_8.decode(batch.raw(row)).toString()));
        }
        batch.clear();
      }
      assertThat(reader.records()).isEqualTo(entries.size());
    }
    return entries;
  }

  /** Takes every record as it is. */
  private static final class Any implements RecordDecoder<Text> {
    @Override
    public void decode(Text record, RecordSink sink) {
      sink.key(record.getBytes(), 0, record.getLength());
    }

    @Override
    public ByteBuffer raw(Text record) {
      return ByteBuffer.wrap(record.getBytes(), 0, record.getLength());
    }
  }

  /** What the tasks have left in a folder of that file system. */
  static org.apache.hadoop.fs.Path books(FileSystem files, Path scratch, List<PartRead> reads)
      throws Exception {
    org.apache.hadoop.fs.Path folder =
        new org.apache.hadoop.fs.Path(scratch.resolve("books").toUri());
    files.delete(folder, true);
    try (var out = files.create(new org.apache.hadoop.fs.Path(folder, "part-m-00000"))) {
      for (PartRead read : reads) {
        out.write(
            "{\"file\":%d,\"from\":%d,\"to\":%d}\n"
                .formatted(read.file(), read.from(), read.to())
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return folder;
  }
}
