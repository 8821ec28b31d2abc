package io.howdah.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

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
    RecordInputFormat.setFiles(job.getConfiguration(), list);
    return new RecordInputFormat().getSplits(job);
  }

  /** The split as it comes to a task. */
  static RecordSplit sent(InputSplit split) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ((RecordSplit) split).write(new DataOutputStream(bytes));
    RecordSplit sent = new RecordSplit();
    sent.readFields(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return sent;
  }

  static List<Entry> read(Configuration base, TextLayout layout, RecordSplit split)
      throws Exception {
    Configuration conf = new Configuration(base);
    layout.writeTo(conf);
    TaskAttemptID attempt = new TaskAttemptID("test", 1, TaskType.MAP, 0, 0);
    List<Entry> entries = new ArrayList<>();
    var context = new TaskAttemptContextImpl(conf, attempt);
    try (RecordReader<RecordLocation, Text> reader =
        new RecordInputFormat().createRecordReader(split, context)) {
      reader.initialize(split, context);
      while (reader.nextKeyValue()) {
        RecordLocation at = reader.getCurrentKey();
        entries.add(
            new Entry(at.place(), at.file(), at.offset(), reader.getCurrentValue().toString()));
      }
    }
    return entries;
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
