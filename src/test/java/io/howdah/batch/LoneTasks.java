package io.howdah.batch;

import io.howdah.batch.shuffle.RecordMerger;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.predict.MiniBatchReader;
import io.howdah.source.InputFile;
import io.howdah.source.RecordSplit;
import io.howdah.source.TextLayout;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.RawKeyValueIterator;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.StatusReporter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.map.WrappedMapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.reduce.WrappedReducer;
import org.apache.hadoop.mapreduce.task.MapContextImpl;
import org.apache.hadoop.mapreduce.task.ReduceContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.hadoop.util.Progress;

/**
 * The tasks of a job, run one after the other in Hadoop's own contexts without a job: a mapper for
 * each part of the input, and a reducer that takes what they sent in an order drawn by chance.
 */
final class LoneTasks {
  private final Configuration conf = new Configuration();
  private final ScoreConfig config;
  private final TextLayout layout;
  private final Path folder;
  private final Counted counted = new Counted();
  private final Map<String, List<byte[]>> sent =
      new TreeMap<>(Comparator.comparing(Bytes::toBytes, Bytes.BYTES_COMPARATOR));
  private int mappers;

  LoneTasks(ScoreConfig config, TextLayout layout, Path folder) throws IOException {
    config.writeTo(conf);
    layout.writeTo(conf);
    this.layout = layout;
    conf.setClass("fs.file.impl", PlainFiles.class, FileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    this.config = config;
    this.folder = folder;
  }

  long count(ScoreCounter counter) {
    return counted.counters.findCounter(counter).getValue();
  }

  /**
   * Maps a part of the input.
   *
   * @param ordinal of the part in the order of the input
   * @param early true to merge the records of a key before they are sent, as the collector does
   */
  void map(int ordinal, List<String> lines, boolean early)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path file = folder.resolve("part-" + ordinal + "-" + mappers);
    Files.writeString(file, layout.headerLine() + "\n" + String.join("\n", lines) + "\n");
    RecordSplit split = split(file, ordinal);
    TaskAttemptID attempt = new TaskAttemptID("lone", 1, TaskType.MAP, mappers++, 0);
    Collected collected = new Collected();
    map(conf, attempt, split, collected, committer(attempt), counted);
    Files.delete(file);
    for (Map.Entry<String, List<ScoredRecord>> key : collected.byKey.entrySet()) {
      send(
          key.getKey(),
          early && config.merge().isExactInParts() ? early(key.getValue()) : key.getValue());
    }
  }

  /**
   * A whole file as the split of a mapper.
   *
   * @param ordinal of the file in the order of the input
   */
  static RecordSplit split(Path file, int ordinal) throws IOException {
    InputFile listed =
        new InputFile(
            file.toUri().toString().replace("file:///", "file:/"),
            Files.size(file),
            Files.getLastModifiedTime(file).toMillis());
    return new RecordSplit(
        List.of(new RecordSplit.Part(ordinal, listed, 0, listed.length(), ordinal)), new String[0]);
  }

  /** Runs a mapper as Hadoop's MapTask does. */
  static void map(
      Configuration conf,
      TaskAttemptID attempt,
      RecordSplit split,
      RecordWriter<ImmutableBytesWritable, ScoredRecord> writer,
      OutputCommitter committer,
      StatusReporter reporter)
      throws IOException, InterruptedException {
    var task = new TaskAttemptContextImpl(conf, attempt);
    try (RecordReader<NullWritable, MiniBatchReader> reader =
        new ScoreInputFormat().createRecordReader(split, task)) {
      reader.initialize(split, task);
      var context = new MapContextImpl<>(conf, attempt, reader, writer, committer, reporter, split);
      new ScoreMapper()
          .run(
              new WrappedMapper<
                      NullWritable, MiniBatchReader, ImmutableBytesWritable, ScoredRecord>()
                  .getMapContext(context));
    }
  }

  private List<ScoredRecord> early(List<ScoredRecord> records) {
    RecordMerger.Kept kept = new RecordMerger(config.merge()).best(records);
    counted.getCounter(ScoreCounter.MERGED_AWAY).increment(kept.seen() - kept.records().size());
    return kept.records();
  }

  private void send(String key, List<ScoredRecord> records) throws IOException {
    for (ScoredRecord record : records) {
      sent.computeIfAbsent(key, absent -> new ArrayList<>()).add(bytes(record));
    }
  }

  private static byte[] bytes(Writable record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    record.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** Reduces all that was sent; the cells' texts by key and qualifier. */
  @SuppressWarnings("unchecked") // HBase's comparator is of a raw type
  Map<String, Map<String, String>> reduce(Random arrival) throws IOException, InterruptedException {
    List<byte[][]> pairs = new ArrayList<>();
    for (Map.Entry<String, List<byte[]>> key : sent.entrySet()) {
      Collections.shuffle(key.getValue(), arrival);
      for (byte[] record : key.getValue()) {
        pairs.add(
            new byte[][] {bytes(new ImmutableBytesWritable(Bytes.toBytes(key.getKey()))), record});
      }
    }
    TaskAttemptID attempt = new TaskAttemptID("lone", 1, TaskType.REDUCE, 0, 0);
    Written written = new Written();
    var context =
        new ReduceContextImpl<>(
            conf,
            attempt,
            new Sorted(pairs),
            counted.getCounter("lone", "keys"),
            counted.getCounter("lone", "values"),
            written,
            committer(attempt),
            counted,
            new ImmutableBytesWritable.Comparator(),
            ImmutableBytesWritable.class,
            ScoredRecord.class);
    new ViewReducer()
        .run(
            new WrappedReducer<
                    ImmutableBytesWritable, ScoredRecord, ImmutableBytesWritable, List<KeyValue>>()
                .getReducerContext(context));
    return written.rows;
  }

  private OutputCommitter committer(TaskAttemptID attempt) throws IOException {
    return new FileOutputCommitter(
        new org.apache.hadoop.fs.Path(folder.toUri()), new TaskAttemptContextImpl(conf, attempt));
  }

  /** Files without rights: Hadoop starts a process for those of each file and folder. */
  public static final class PlainFiles extends LocalFileSystem {
    public PlainFiles() {
      super(
          new RawLocalFileSystem() {
            @Override
            public void setPermission(org.apache.hadoop.fs.Path file, FsPermission permission) {}
          });
    }
  }

  private static final class Collected extends RecordWriter<ImmutableBytesWritable, ScoredRecord> {
    private final Map<String, List<ScoredRecord>> byKey = new TreeMap<>();

    @Override
    public void write(ImmutableBytesWritable key, ScoredRecord record) {
      byKey
          .computeIfAbsent(Bytes.toString(key.copyBytes()), absent -> new ArrayList<>())
          .add(record.copy());
    }

    @Override
    public void close(TaskAttemptContext context) {}
  }

  private static final class Written extends RecordWriter<ImmutableBytesWritable, List<KeyValue>> {
    private final Map<String, Map<String, String>> rows = new TreeMap<>();

    @Override
    public void write(ImmutableBytesWritable key, List<KeyValue> cells) {
      Map<String, String> row = new LinkedHashMap<>();
      for (KeyValue cell : cells) {
        row.put(
            Bytes.toString(
                cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength()),
            Bytes.toString(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength()));
      }
      rows.put(Bytes.toString(key.copyBytes()), row);
    }

    @Override
    public void close(TaskAttemptContext context) {}
  }

  /** What Hadoop's merge hands to a reducer. */
  private static final class Sorted implements RawKeyValueIterator {
    private final Iterator<byte[][]> pairs;
    private byte[][] pair;

    Sorted(List<byte[][]> pairs) {
      this.pairs = pairs.iterator();
    }

    @Override
    public boolean next() {
      boolean more = pairs.hasNext();
      if (more) {
        pair = pairs.next();
      }
      return more;
    }

    @Override
    public DataInputBuffer getKey() {
      return buffer(pair[0]);
    }

    @Override
    public DataInputBuffer getValue() {
      return buffer(pair[1]);
    }

    private static DataInputBuffer buffer(byte[] bytes) {
      DataInputBuffer buffer = new DataInputBuffer();
      buffer.reset(bytes, bytes.length);
      return buffer;
    }

    @Override
    public Progress getProgress() {
      return new Progress();
    }

    @Override
    public void close() {}
  }

  /** What a task counts. */
  static final class Counted extends StatusReporter {
    final Counters counters = new Counters();

    @Override
    public Counter getCounter(Enum<?> name) {
      return counters.findCounter(name);
    }

    @Override
    public Counter getCounter(String group, String name) {
      return counters.findCounter(group, name);
    }

    @Override
    public void progress() {}

    @Override
    public float getProgress() {
      return 0;
    }

    @Override
    public void setStatus(String status) {}
  }
}
