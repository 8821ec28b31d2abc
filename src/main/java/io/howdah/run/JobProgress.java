package io.howdah.run;

import java.io.IOException;

/** How the job of a run gets on. Each call asks the job, which may take a while. */
public interface JobProgress {
  /** The name by which the cluster knows the job, like {@code job_1700000000000_0001}. */
  String job();

  /** Share of the work that is done, from 0 to 1. */
  double done() throws IOException;

  /** Records read so far. */
  long records() throws IOException;
}
