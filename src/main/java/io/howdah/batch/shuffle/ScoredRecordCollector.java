package io.howdah.batch.shuffle;

import io.howdah.batch.ScoreConfig;
import io.howdah.batch.ScoreCounter;
import io.howdah.batch.TaskFailure;
import io.howdah.files.PlainFile;
import io.howdah.predict.Merge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.Counters.Counter;
import org.apache.hadoop.mapred.IFile;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapred.MapOutputFile;
import org.apache.hadoop.mapred.Merger;
import org.apache.hadoop.mapred.RawKeyValueIterator;
import org.apache.hadoop.mapred.SpillRecord;
import org.apache.hadoop.mapred.Task;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.util.Progress;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * The mapper's side of the shuffle. It knows what Hadoop's own collector cannot, that keys are
 * compared byte by byte: so it sorts them by radix, the records of each reducer apart, and merges
 * records of one key as they lie side by side, without a combiner that would read and write every
 * record again. What it leaves to the reducers is Hadoop's own format.
 *
 * <p>Memory grows with what is collected; what exceeds {@code mapreduce.task.io.sort.mb} is written
 * to the local disk, and merged at the end.
 */
public final class ScoredRecordCollector
    implements MapOutputCollector<ImmutableBytesWritable, ScoredRecord> {
  private static final int FIRST_CAPACITY = 1024;

  /** What sorting takes: a record's position, and two items and a place in {@link KeySort}. */
  private static final int BYTES_A_RECORD = 2 * Integer.BYTES + 2 * Long.BYTES;

  private final RecordBuffer records = new RecordBuffer();
  private final List<SpillRecord> spills = new ArrayList<>();
  private int[][] positions;
  private int[] sizes;
  private long used;
  private long limit;

  private JobConf conf;
  private String attempt;
  private Merge merge;
  private Task.TaskReporter reporter;
  private MapOutputFile files;
  private Path scratch;
  private FileSystem disk;
  private CompressionCodec codec;

  @Override
  public void init(Context context) throws IOException {
    conf = context.getJobConf();
    attempt = context.getMapTask().getTaskID().toString();
    merge = ScoreConfig.from(conf).merge();
    reporter = context.getReporter();
    files = context.getMapTask().getMapOutputFile();
    scratch = new Path(attempt);
    disk = FileSystem.getLocal(conf).getRaw();
    codec =
        conf.getCompressMapOutput()
            ? ReflectionUtils.newInstance(
                conf.getMapOutputCompressorClass(DefaultCodec.class), conf)
            : null;
    limit = (long) conf.getInt(MRJobConfig.IO_SORT_MB, MRJobConfig.DEFAULT_IO_SORT_MB) << 20;
    positions = new int[conf.getNumReduceTasks()][FIRST_CAPACITY];
    sizes = new int[positions.length];
  }

  @Override
  public void collect(ImmutableBytesWritable key, ScoredRecord record, int reducer)
      throws IOException {
    int size = RecordBuffer.length(key, record) + BYTES_A_RECORD;
    if (used + size > limit && used > 0) {
      spill();
    }
    if (sizes[reducer] == positions[reducer].length) {
      positions[reducer] = Arrays.copyOf(positions[reducer], 2 * sizes[reducer]);
    }
    positions[reducer][sizes[reducer]++] = records.add(key, record);
    used += size;
  }

  private void spill() throws IOException {
    spills.add(
        write(files.getSpillFileForWrite(spills.size(), records.size()), this::writeCollected));
    countCollected();
  }

  /** Counts what has left memory, and forgets it. */
  private void countCollected() {
    long collected = Arrays.stream(sizes).asLongStream().sum();
    counter(TaskCounter.MAP_OUTPUT_RECORDS).increment(collected);
    counter(TaskCounter.MAP_OUTPUT_BYTES).increment(records.size());
    Arrays.fill(sizes, 0);
    records.clear();
    used = 0;
    reporter.progress();
  }

  @Override
  public void flush() throws IOException, InterruptedException {
    // the mapper, which would tell, has ended by now
    TaskFailure.reportFrom(conf, attempt, this::writeOutput);
  }

  private void writeOutput() throws IOException {
    Path output = files.getOutputFileForWrite(records.size());
    SpillRecord index = writeOutput(output);
    Path places = files.getOutputIndexFileForWrite((long) positions.length * 3 * Long.BYTES);
    PlainFile.naming(
        places,
        () -> {
          index.writeToFile(places, conf);
          return null;
        });
    counter(TaskCounter.MAP_OUTPUT_MATERIALIZED_BYTES)
        .increment(disk.getFileStatus(output).getLen());
  }

  private SpillRecord writeOutput(Path output) throws IOException {
    if (spills.isEmpty()) {
      SpillRecord index = write(output, this::writeCollected);
      countCollected();
      return index;
    }
    spill();
    SpillRecord index = write(output, this::writeMerged);
    for (int i = 0; i < spills.size(); i++) {
      disk.delete(files.getSpillFile(i), false);
    }
    return index;
  }

  private interface SegmentSource {
    void writeTo(IFile.Writer<ImmutableBytesWritable, ScoredRecord> segment, int reducer)
        throws IOException;
  }

  /** Writes a file of one segment a reducer, and returns where each lies. */
  private SpillRecord write(Path file, SegmentSource source) throws IOException {
    return PlainFile.naming(file, () -> segments(file, source));
  }

  private SpillRecord segments(Path file, SegmentSource source) throws IOException {
    SpillRecord index = new SpillRecord(positions.length);
    try (FSDataOutputStream out = disk.create(file)) {
      for (int reducer = 0; reducer < positions.length; reducer++) {
        long start = out.getPos();
        IFile.Writer<ImmutableBytesWritable, ScoredRecord> segment =
            new IFile.Writer<>(conf, out, null, null, codec, null);
        source.writeTo(segment, reducer);
        segment.close();
        index.putIndex(
            new IndexRecord(start, segment.getRawLength(), segment.getCompressedLength()), reducer);
      }
    }
    return index;
  }

  private void writeCollected(IFile.Writer<?, ?> segment, int reducer) throws IOException {
    KeySort.sort(records, positions[reducer], sizes[reducer]);
    SegmentWriter writer = new SegmentWriter(records, merge, segment);
    writer.write(positions[reducer], sizes[reducer]);
    counter(TaskCounter.SPILLED_RECORDS).increment(writer.written());
    counter(ScoreCounter.MERGED_AWAY).increment(writer.mergedAway());
  }

  @SuppressWarnings("unchecked") // HBase's comparator is of a raw type
  private void writeMerged(IFile.Writer<ImmutableBytesWritable, ScoredRecord> segment, int reducer)
      throws IOException {
    List<Merger.Segment<ImmutableBytesWritable, ScoredRecord>> parts = new ArrayList<>();
    for (int i = 0; i < spills.size(); i++) {
      IndexRecord part = spills.get(i).getIndex(reducer);
      parts.add(
          new Merger.Segment<>(
              conf, disk, files.getSpillFile(i), part.startOffset, part.partLength, codec, true));
    }
    RawKeyValueIterator merged =
        Merger.merge(
            conf,
            disk,
            ImmutableBytesWritable.class,
            ScoredRecord.class,
            codec,
            parts,
            conf.getInt(MRJobConfig.IO_SORT_FACTOR, MRJobConfig.DEFAULT_IO_SORT_FACTOR),
            scratch,
            new ImmutableBytesWritable.Comparator(),
            reporter,
            true,
            null,
            counter(TaskCounter.SPILLED_RECORDS),
            new Progress(),
            TaskType.MAP);
    Merger.writeFile(merged, segment, reporter, conf);
  }

  private Counter counter(Enum<?> name) {
    return reporter.getCounter(name);
  }

  @Override
  public void close() {}
}
