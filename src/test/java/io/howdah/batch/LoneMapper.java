package io.howdah.batch;

import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.batch.shuffle.ScoredRecordCollector;
import io.howdah.model.ModelCard;
import io.howdah.predict.MiniBatchReader;
import io.howdah.record.RecordFormat;
import io.howdah.settings.Settings;
import io.howdah.source.FileSplits;
import io.howdah.source.InputFile;
import io.howdah.source.InputList;
import io.howdah.source.RecordSplit;
import io.howdah.source.TextLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.map.WrappedMapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.task.MapContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * The mapper in a JVM that does nothing else: {@code first JOB CSV} ends with the first mini-batch
 * that is scored, {@code all JOB CSV} maps and sorts the whole file and throws the result away.
 */
public final class LoneMapper {
  private LoneMapper() {}

  /** Writes the settings that a mapper of this model gets from its driver, as job.xml. */
  public static void writeJob(Path job, ModelCard card, Path model, List<String> columns)
      throws IOException {
    Configuration conf = new Configuration();
    new ScoreConfig(
            "bench",
            1000,
            card,
            model.toUri().toString(),
            Settings.from(new Configuration(false)).scoring())
        .writeTo(conf);
    new TextLayout(
            RecordFormat.of("csv"),
            String.join(",", columns),
            Integer.parseInt(Settings.defaultOf(Settings.MAX_RECORD_BYTES)))
        .writeTo(conf);
    try (OutputStream out = Files.newOutputStream(job)) {
      conf.writeXml(out);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Configuration conf = new Configuration();
    conf.addResource(new org.apache.hadoop.fs.Path(arguments[1]));
    org.apache.hadoop.fs.Path csv = new org.apache.hadoop.fs.Path(arguments[2]);
    if (arguments[0].equals("first")) {
      first(conf, csv);
    } else {
      all(conf, csv);
    }
  }

  /** What Hadoop's MapTask does, but for its sort buffer. */
  private static void first(Configuration conf, org.apache.hadoop.fs.Path csv) throws Exception {
    InputFile listed = InputFile.of(csv.getFileSystem(conf).getFileStatus(csv));
    RecordSplit split =
        new RecordSplit(
            List.of(new RecordSplit.Part(0, listed, 0, listed.length(), 0)),
            new String[] {"localhost"});
    TaskAttemptID attempt = new TaskAttemptID("bench", 1, TaskType.MAP, 0, 0);
    RecordReader<NullWritable, MiniBatchReader> reader =
        new ScoreInputFormat().createRecordReader(split, new TaskAttemptContextImpl(conf, attempt));
    var task =
        new MapContextImpl<>(
            conf,
            attempt,
            reader,
            new FirstEnds(),
            null,
            new TaskAttemptContextImpl.DummyReporter(),
            split);
    reader.initialize(split, task);
    new ScoreMapper()
        .run(
            new WrappedMapper<NullWritable, MiniBatchReader, ImmutableBytesWritable, ScoredRecord>()
                .getMapContext(task));
    throw new IOException("Cannot find a row in " + csv);
  }

  /** Ends the JVM in good order with the first row. */
  private static final class FirstEnds extends RecordWriter<ImmutableBytesWritable, ScoredRecord> {
    @Override
    public void write(ImmutableBytesWritable key, ScoredRecord value) {
      System.exit(0);
    }

    @Override
    public void close(TaskAttemptContext context) {}
  }

  /** Throws rows away; what a task tells of itself needs a folder all the same. */
  public static final class Nothing extends FileOutputFormat<ImmutableBytesWritable, ScoredRecord> {
    @Override
    public RecordWriter<ImmutableBytesWritable, ScoredRecord> getRecordWriter(
        TaskAttemptContext context) {
      return new RecordWriter<>() {
        @Override
        public void write(ImmutableBytesWritable key, ScoredRecord value) {}

        @Override
        public void close(TaskAttemptContext ignored) {}
      };
    }
  }

  private static void all(Configuration conf, org.apache.hadoop.fs.Path csv) throws Exception {
    // as ScoreJob has it
    conf.setClass(
        MRJobConfig.MAP_OUTPUT_COLLECTOR_CLASS_ATTR,
        ScoredRecordCollector.class,
        MapOutputCollector.class);
    Job job = Job.getInstance(conf, "mapper alone");
    job.setInputFormatClass(ScoreInputFormat.class);
    job.setMapperClass(ScoreMapper.class);
    job.setMapOutputKeyClass(ImmutableBytesWritable.class);
    job.setMapOutputValueClass(ScoredRecord.class);
    job.setOutputFormatClass(Nothing.class);
    Path output = Files.createTempDirectory("lone-mapper-");
    var list = new org.apache.hadoop.fs.Path(output.resolve("inputs").toUri());
    InputList.write(List.of(csv.getFileSystem(conf).getFileStatus(csv)), list, conf);
    FileSplits.setFiles(job.getConfiguration(), list);
    FileOutputFormat.setOutputPath(
        job, new org.apache.hadoop.fs.Path(output.resolve("out").toUri()));
    if (!job.waitForCompletion(false)) {
      throw new IOException("Failed to map " + csv);
    }
  }
}
