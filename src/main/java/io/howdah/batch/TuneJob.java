package io.howdah.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.files.GivenPath;
import io.howdah.files.PartFiles;
import io.howdah.files.PlainFile;
import io.howdah.settings.Settings;
import io.howdah.tune.TuneRequest;
import io.howdah.tune.TuneResult;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.mapreduce.TableMapReduceUtil;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;

/**
 * Measures in one task of the cluster: the request is the job's one input record, the result its
 * one output record.
 */
public final class TuneJob {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int POLL_MILLIS = 200;

  private final Configuration base;
  private final Path staging;
  private final PrintStream progress;

  /**
   * @param progress takes lines for people
   */
  public TuneJob(Configuration conf, Settings settings, PrintStream progress) {
    this.base = conf;
    this.staging = new Path(settings.stagingDir());
    this.progress = progress;
  }

  public TuneResult run(TuneRequest request) throws IOException {
    FileSystem files = staging.getFileSystem(base);
    Path folder = files.makeQualified(new Path(staging, "tune-" + UUID.randomUUID()));
    try {
      Path in = new Path(folder, "request");
      PlainFile.write(in, JSON.writeValueAsBytes(qualified(request)), base);
      Path result = new Path(folder, "result");
      Job job = build(in, result);
      progress.println("measuring in job " + job.getJobName());
      if (!job.waitForCompletion(false)) {
        throw new IOException(
            "Failed to measure on the cluster: job "
                + job.getJobID()
                + ": "
                + job.getStatus().getFailureInfo());
      }
      TuneResult measured = read(files, result);
      if (!measured.failure().isEmpty()) {
        throw new IOException("Failed to measure on the cluster: " + measured.failure());
      }
      return measured;
    } catch (ClassNotFoundException e) {
      throw new IOException("Cannot submit the job: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the job was running", e);
    } finally {
      files.delete(folder, true);
    }
  }

  private Job build(Path in, Path out) throws IOException {
    Configuration conf = Settings.forJob(base);
    TaskJvm.complete(conf);
    // how often waitForCompletion looks; by default every 5 s
    conf.setInt(Job.COMPLETION_POLL_INTERVAL_KEY, POLL_MILLIS);
    Job job = Job.getInstance(conf, "howdah tune");
    job.setJarByClass(TuneJob.class);
    job.setInputFormatClass(TextInputFormat.class);
    FileInputFormat.setInputPaths(job, in);
    job.setMapperClass(TuneMapper.class);
    job.setNumReduceTasks(0);
    job.setMapSpeculativeExecution(false);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(NullWritable.class);
    job.setOutputFormatClass(TextOutputFormat.class);
    FileOutputFormat.setOutputPath(job, out);
    TableMapReduceUtil.addDependencyJars(job);
    return job;
  }

  /** A task's relative paths would begin elsewhere. */
  private TuneRequest qualified(TuneRequest request) throws IOException {
    List<String> input = new ArrayList<>();
    for (String path : request.input()) {
      input.add(GivenPath.qualified(path, base));
    }
    return request.at(GivenPath.qualified(request.model(), base), input);
  }

  private static TuneResult read(FileSystem files, Path folder) throws IOException {
    return JSON.readValue(
        PartFiles.bytes(files, new Path(folder, "part-m-00000")), TuneResult.class);
  }
}
