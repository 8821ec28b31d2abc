package io.howdah.batch.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.batch.ScoreConfigTest;
import io.howdah.batch.ScoreCounter;
import io.howdah.predict.MiniBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real local jobs: each key comes at times 0, 1 and 2. */
class ScoredRecordCollectorTest {
  private static final int KEYS = 20_000;
  private static final int REDUCERS = 3;

  @TempDir Path folder;

  @Test
  void bringsEveryRecordToTheReducerOfItsKeyInOrder() throws Exception {
    Job job = run("mean", conf());
    assertThat(output()).isEqualTo(expected(0, 1, 2));
    assertThat(count(job, TaskCounter.MAP_OUTPUT_RECORDS)).isEqualTo(3 * KEYS);
    assertThat(count(job, TaskCounter.SPILLED_RECORDS)).isEqualTo(2 * 3 * KEYS); // map and reduce
  }

  @Test
  void mergesTheRecordsOfAKeyWhereThatIsExactInParts() throws Exception {
    Job job = run("latest", conf());
    assertThat(output()).isEqualTo(expected(2));
    assertThat(count(job, ScoreCounter.MERGED_AWAY)).isEqualTo(2 * KEYS);
    assertThat(count(job, TaskCounter.REDUCE_INPUT_RECORDS)).isEqualTo(KEYS);
  }

  @Test
  void mergesWhatDidNotFitInMemory() throws Exception {
    Configuration conf = conf();
    conf.setInt(MRJobConfig.IO_SORT_MB, 1);
    Job job = run("mean", conf);
    assertThat(count(job, TaskCounter.MAP_OUTPUT_BYTES)).isGreaterThan(1 << 20);
    assertThat(output()).isEqualTo(expected(0, 1, 2));
  }

  @Test
  void compressesWhereTheClusterDoes() throws Exception {
    Configuration conf = conf();
    conf.setInt(MRJobConfig.IO_SORT_MB, 1);
    conf.setBoolean(MRJobConfig.MAP_OUTPUT_COMPRESS, true);
    Job job = run("mean", conf);
    assertThat(output()).isEqualTo(expected(0, 1, 2));
    assertThat(count(job, TaskCounter.MAP_OUTPUT_MATERIALIZED_BYTES))
        .isLessThan(count(job, TaskCounter.MAP_OUTPUT_BYTES) / 2);
  }

  @Test
  void leavesAReducerWithoutRecordsAnEmptySegment() throws Exception {
    Files.writeString(folder.resolve("input"), "0 only\n");
    run("latest", new Configuration());
    assertThat(output()).containsExactly("only 0");
  }

  /** Reads {@code TIME KEY} a line. */
  public static final class LineMapper
      extends Mapper<LongWritable, Text, ImmutableBytesWritable, ScoredRecord> {
    @Override
    protected void map(
        LongWritable offset,
        Text line,
        Mapper<LongWritable, Text, ImmutableBytesWritable, ScoredRecord>.Context context)
        throws IOException, InterruptedException {
      String[] fields = line.toString().split(" ", 2);
      ScoredRecord record = new ScoredRecord();
      record.set(Long.parseLong(fields[0]), MiniBatch.NO_PLACE, 0, .5f, new float[] {.5f}, 0, 1);
      context.write(new ImmutableBytesWritable(fields[1].getBytes(StandardCharsets.UTF_8)), record);
    }
  }

  /** Writes {@code KEY TIME…} a line. */
  public static final class LineReducer
      extends Reducer<ImmutableBytesWritable, ScoredRecord, Text, NullWritable> {
    @Override
    protected void reduce(
        ImmutableBytesWritable key,
        Iterable<ScoredRecord> values,
        Reducer<ImmutableBytesWritable, ScoredRecord, Text, NullWritable>.Context context)
        throws IOException, InterruptedException {
      LongStream times =
          StreamSupport.stream(values.spliterator(), false).mapToLong(ScoredRecord::time);
      context.write(
          new Text(line(new String(key.copyBytes(), StandardCharsets.UTF_8), times)),
          NullWritable.get());
    }
  }

  private static String line(String key, LongStream times) {
    StringBuilder line = new StringBuilder(key);
    times.sorted().forEach(time -> line.append(' ').append(time));
    return line.toString();
  }

  private Configuration conf() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int time = 0; time < 3; time++) {
      for (int i = 0; i < KEYS; i++) {
        lines.add(time + " " + key(i * 7919 % KEYS));
      }
    }
    Files.write(folder.resolve("input"), lines);
    return new Configuration();
  }

  /** Some are longer than the 127 bytes whose length takes one byte. */
  private static String key(int i) {
    return "k" + i + "-".repeat(i % 100 == 0 ? 200 : 0);
  }

  private Job run(String merge, Configuration conf) throws Exception {
    ScoreConfigTest.config(merge).writeTo(conf);
    conf.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    // how often waitForCompletion looks; by default every 5 s
    conf.setInt(Job.COMPLETION_POLL_INTERVAL_KEY, 20);
    conf.setClass(
        MRJobConfig.MAP_OUTPUT_COLLECTOR_CLASS_ATTR,
        ScoredRecordCollector.class,
        MapOutputCollector.class);
    Job job = Job.getInstance(conf);
    job.setMapperClass(LineMapper.class);
    job.setReducerClass(LineReducer.class);
    job.setMapOutputKeyClass(ImmutableBytesWritable.class);
    job.setMapOutputValueClass(ScoredRecord.class);
    job.setNumReduceTasks(REDUCERS);
    FileInputFormat.setInputPaths(job, folder.resolve("input").toString());
    FileOutputFormat.setOutputPath(
        job, new org.apache.hadoop.fs.Path(folder.resolve("output").toUri()));
    assertThat(job.waitForCompletion(false)).isTrue();
    return job;
  }

  private static long count(Job job, Enum<?> counter) throws IOException {
    return job.getCounters().findCounter(counter).getValue();
  }

  /** All lines in order; each reducer's must have been in order before. */
  private List<String> output() throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < REDUCERS; i++) {
      List<String> part = Files.readAllLines(folder.resolve("output/part-r-0000" + i));
      assertThat(part.stream().map(line -> line.split(" ", 2)[0])).isSorted();
      all.addAll(part);
    }
    return all.stream().sorted().toList();
  }

  private static List<String> expected(long... times) {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> line(key(i), LongStream.of(times)))
        .sorted()
        .toList();
  }
}
