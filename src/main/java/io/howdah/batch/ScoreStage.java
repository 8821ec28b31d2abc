package io.howdah.batch;

import io.howdah.batch.output.ByteBooks;
import io.howdah.batch.output.TaskClock;
import io.howdah.files.MachineFault;
import io.howdah.gate.Findings;
import io.howdah.gate.Reference;
import io.howdah.run.JobProgress;
import io.howdah.run.Run;
import io.howdah.run.RunListener;
import io.howdah.run.ScoreRequest;
import io.howdah.run.Staging;
import io.howdah.run.Tasks;
import io.howdah.settings.Settings;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.mapreduce.Job;

/**
 * The step of a run that scores: the job writes into the run's folder, and its books are checked.
 */
final class ScoreStage {
  private final Configuration conf;
  private final Connection connection;
  private final Catalog catalog;
  private final RunListener listener;

  ScoreStage(Configuration conf, Connection connection, Catalog catalog, RunListener listener) {
    this.conf = conf;
    this.connection = connection;
    this.catalog = catalog;
    this.listener = listener;
  }

  /** Leaves the cells in the run's folder, and in its manifest what the gates say of them. */
  void take(Run run, Preflight preflight) throws IOException {
    long begin = System.nanoTime();
    Staging staging = run.staging();
    ScoreConfig config = preflight.config(run.version());
    staging.begin(run.manifest(), preflight.source().files());
    Path attempt = staging.attempt();
    Job job =
        run.patiently(() -> job(run.manifest().request(), preflight, config, attempt, staging));
    finish(job, staging);
    Path bytes = new Path(attempt, ByteBooks.FOLDER);
    ByteBooks.mustBalance(staging.files(), bytes, preflight.source().files());
    staging.files().delete(bytes, true);
    Findings findings = RunEvidence.gather(job.getCounters(), config, attempt, staging);
    if (run.manifest().request().writer().equals(Settings.HFILES)) {
      requireAllCells(staging.cells(attempt), findings.counts().cellsWritten());
    }
    Tasks tasks = Tasks.read(staging.files(), new Path(attempt, TaskClock.FOLDER));
    staging.files().delete(new Path(attempt, TaskClock.FOLDER), true);
    staging.accept(attempt);
    RunEvidence.keep(findings.evidence(), staging, conf);
    Optional<Reference> published =
        run.patiently(() -> RunEvidence.published(catalog, conf, run.view(), preflight.card()));
    run.update(
        run.manifest()
            .judged(findings.against(published))
            .workedBy(tasks)
            .reached(VersionState.STAGED.name(), Duration.ofNanos(System.nanoTime() - begin)));
    run.keep();
  }

  private static void requireAllCells(long held, long written) throws IOException {
    if (held != written) {
      throw new IOException(
          "Cannot publish: the HFiles hold " + held + " cells, but the reducers wrote " + written);
    }
  }

  private Job job(
      ScoreRequest request, Preflight preflight, ScoreConfig config, Path attempt, Staging staging)
      throws IOException {
    return ScoreJob.build(
        conf,
        connection,
        config,
        preflight.source(),
        request,
        staging.inputs(),
        attempt,
        staging.failures());
  }

  private void finish(Job job, Staging staging) throws IOException {
    JobProgress running = new RunningJob(job);
    try {
      submit(job);
      while (!job.isComplete()) {
        listener.progress(running);
        Thread.sleep(200); // JobClient's own way to follow a job: there is no event to wait for
      }
      listener.progress(running);
      if (!job.isSuccessful()) {
        throw TaskFailure.read(job, staging.files(), staging.failures())
            .orElse(new IOException("Failed to score: job " + job.getJobID() + ": " + why(job)));
      }
    } catch (ClassNotFoundException e) {
      throw new IOException("Cannot submit the job: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.killJob();
      throw new IOException("Interrupted while the job was running", e);
    }
  }

  private static void submit(Job job)
      throws IOException, InterruptedException, ClassNotFoundException {
    try {
      job.submit();
    } catch (FSError e) {
      // a local job's own files, which Hadoop does not name
      Configuration conf = job.getConfiguration();
      String folder = conf.get("hadoop.tmp.dir");
      String local = conf.get("mapreduce.cluster.local.dir", folder);
      throw MachineFault.at(local.startsWith(folder) ? folder : folder + " or " + local, e);
    }
  }

  /** What the framework tells; a local one tells nothing at all, but to its log. */
  private static String why(Job job) throws IOException, InterruptedException {
    String info = job.getStatus().getFailureInfo();
    String log = System.getProperty("howdah.log.file");
    return Settings.runsLocally(job.getConfiguration())
        ? "its reason is in the log" + (log == null ? "" : " " + log)
        : info;
  }
}
