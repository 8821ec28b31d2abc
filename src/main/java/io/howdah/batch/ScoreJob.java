package io.howdah.batch;

import io.howdah.batch.output.PutOutputFormat;
import io.howdah.batch.output.ViewFileOutputFormat;
import io.howdah.batch.shuffle.ReportingShuffle;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.batch.shuffle.ScoredRecordCollector;
import io.howdah.files.GivenPath;
import io.howdah.gate.Gates;
import io.howdah.run.ScoreRequest;
import io.howdah.settings.Settings;
import io.howdah.source.FileSplits;
import io.howdah.source.RecordSource;
import io.howdah.source.SourceFormats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.mapreduce.HFileOutputFormat2;
import org.apache.hadoop.hbase.mapreduce.TableMapReduceUtil;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.task.reduce.Shuffle;

/** Builds the MapReduce job of a run. */
final class ScoreJob {
  private static final String SHIPPED_JARS = "tmpjars";

  private static final String SHUFFLE = MRConfig.SHUFFLE_CONSUMER_PLUGIN;
  private static final String HADOOPS_SHUFFLE = Shuffle.class.getName();

  private ScoreJob() {}

  /**
   * @param list file with the list of the input's files
   * @param output an absent folder
   */
  static Job build(
      Configuration base,
      Connection connection,
      ScoreConfig config,
      RecordSource source,
      ScoreRequest request,
      Path list,
      Path output,
      Path failures)
      throws IOException {
    Configuration conf = Settings.forJob(base);
    config.writeTo(conf);
    source.writeTo(conf);
    TaskFailure.keepIn(conf, failures);
    if (Settings.runsLocally(conf)) {
      // the default of a local job, 6 s, shows no progress at all on a small input
      conf.setIfUnset("mapreduce.task.progress-report.interval", "1000");
      if (conf.get(SHUFFLE, HADOOPS_SHUFFLE).equals(HADOOPS_SHUFFLE)) {
        conf.set(SHUFFLE, ReportingShuffle.class.getName());
      }
    }
    TaskJvm.complete(conf);
    Job job = Job.getInstance(conf, "howdah score " + config.view() + "/" + config.version());
    job.setJarByClass(ScoreJob.class);
    job.setInputFormatClass(ScoreInputFormat.class);
    FileSplits.setFiles(job.getConfiguration(), list);
    FileOutputFormat.setOutputPath(job, output);
    job.setMapperClass(ScoreMapper.class);
    job.setMapOutputKeyClass(ImmutableBytesWritable.class);
    job.setMapOutputValueClass(ScoredRecord.class);
    if (!conf.getBoolean(MRJobConfig.MR_ENCRYPTED_INTERMEDIATE_DATA, false)) {
      // Hadoop's own encrypts what it writes to local disks, ours does not
      job.getConfiguration()
          .setClass(
              MRJobConfig.MAP_OUTPUT_COLLECTOR_CLASS_ATTR,
              ScoredRecordCollector.class,
              MapOutputCollector.class);
    }
    TableName table = TableName.valueOf(config.view());
    try (Table view = connection.getTable(table);
        RegionLocator regions = connection.getRegionLocator(table)) {
      HFileOutputFormat2.configureIncrementalLoad(job, view.getDescriptor(), regions);
      ViewFileOutputFormat.configure(job.getConfiguration(), view.getDescriptor(), regions);
    }
    // after configureIncrementalLoad, of which only the partitions by region are wanted
    job.setReducerClass(ViewReducer.class);
    job.setOutputKeyClass(ImmutableBytesWritable.class);
    job.setOutputValueClass(List.class);
    job.setOutputFormatClass(
        request.writer().equals(Settings.PUTS)
            ? PutOutputFormat.class
            : ViewFileOutputFormat.class);
    TaskModel.ship(job, config);
    if (request.labels() != null) {
      KnownLabels.ship(job, GivenPath.of(request.labels(), conf));
    }
    if (Settings.runsLocally(conf)) {
      // the jars that configureIncrementalLoad ships are on the class path of this JVM
      keepOwnJars(conf, job.getConfiguration());
    } else {
      TableMapReduceUtil.addDependencyJars(job);
      shipExtensions(job.getConfiguration());
    }
    TableMapReduceUtil.initCredentials(job);
    return job;
  }

  /** A format or a gate of the user's own that this JVM found must be there in tasks, too. */
  private static void shipExtensions(Configuration job) throws IOException {
    List<Class<?>> classes = new ArrayList<>(List.of(SourceFormats.ofJob(job).getClass()));
    Gates.all().forEach(gate -> classes.add(gate.getClass()));
    TableMapReduceUtil.addDependencyJarsForClasses(job, classes.toArray(Class<?>[]::new));
  }

  /** Ships what the user named with {@code -libjars} and nothing else. */
  private static void keepOwnJars(Configuration users, Configuration job) {
    String own = users.get(SHIPPED_JARS);
    if (own == null) {
      job.unset(SHIPPED_JARS);
    } else {
      job.set(SHIPPED_JARS, own);
    }
  }
}
