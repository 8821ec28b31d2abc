package io.howdah.batch;

import io.howdah.run.JobProgress;
import java.io.IOException;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;

/** A submitted job, for those who look on. */
record RunningJob(Job running) implements JobProgress {
  @Override
  public String job() {
    return running.getJobID().toString();
  }

  @Override
  public double done() throws IOException {
    return (running.mapProgress() + running.reduceProgress()) / 2.0;
  }

  @Override
  public long records() throws IOException {
    Counters counters = running.getCounters();
    return counters == null ? 0 : counters.findCounter(ScoreCounter.RECORDS_READ).getValue();
  }
}
