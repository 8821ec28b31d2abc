package io.howdah.batch.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.run.Tasks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.yarn.api.ApplicationConstants.Environment;

/**
 * Measures one task's work and leaves it as a line beside the task's output, committed with it: the
 * framework itself tells a local job's driver nothing of its tasks.
 */
public final class TaskClock {
  /** Folder below the job's output. */
  public static final String FOLDER = "_tasks";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long begin = System.nanoTime();
  private final long cpuBegin = cpuNanos();

  /**
   * Writes what the task did since this clock was made.
   *
   * @param records that it took in, or a reducer's rows
   * @param miniBatch rows of a mini-batch as the task ends; 0 for a reducer
   * @param otherCpuNanos of threads that worked for this one
   */
  public void writeTo(
      TaskInputOutputContext<?, ?, ?, ?> context, long records, int miniBatch, long otherCpuNanos)
      throws IOException, InterruptedException {
    Tasks.Task task =
        new Tasks.Task(
            context.getTaskAttemptID().getTaskID().toString(),
            host(),
            records,
            Duration.ofNanos(System.nanoTime() - begin).toMillis(),
            Duration.ofNanos(cpuNanos() - cpuBegin + otherCpuNanos).toMillis(),
            miniBatch);
    SideFile file = new SideFile(context, FOLDER);
    file.write(JSON.writeValueAsBytes(task));
    file.close();
  }

  /** Of this thread; 0 where the JVM cannot tell. */
  private static long cpuNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
  }

  private static String host() {
    String node = System.getenv(Environment.NM_HOST.key());
    if (node != null) {
      return node; // as YARN's own pages name it
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown"; // a name that nobody resolves is no reason for a task to fail
    }
  }
}
