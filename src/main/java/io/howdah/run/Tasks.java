package io.howdah.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.files.PartFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How the tasks of a job got on, in little enough room for the catalog however many there were.
 *
 * @param mappers and {@code reducers} summed up
 * @param slowest the tasks that took longest, the slowest first
 */
public record Tasks(Group mappers, Group reducers, List<Task> slowest) {
  /** So many are told one by one. */
  static final int SLOWEST = 5;

  /** Buckets of {@link Group#spread}. */
  static final int BUCKETS = 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One task's own account.
   *
   * @param id of the task, without the attempt
   * @param host it ran on
   * @param records that a mapper took in, rows that a reducer wrote
   * @param millis by the clock, from before the model was loaded to the last record; a mapper's
   *     sort and a reducer's shuffle are not in it
   * @param cpuMillis of the task's thread, and of one that decodes ahead, meanwhile; 0 where the
   *     JVM cannot tell
   * @param miniBatch rows of a mini-batch as the task ended; 0 for a reducer
   */
  public record Task(
      String id,
      String host,
      long records,
      long millis,
      long cpuMillis,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int miniBatch) {
    /** Records a second. */
    double rate() {
      return 1000.0 * records / Math.max(1, millis);
    }
  }

  /**
   * Tasks of one kind.
   *
   * @param tasks how many
   * @param records and {@code millis}, {@code cpuMillis}: the sums
   * @param rate records per second of a task
   * @param spread tasks in each of {@value Tasks#BUCKETS} equal buckets between the least and the
   *     largest rate
   * @param miniBatch rows of a mini-batch; null for reducers
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Group(
      int tasks,
      long records,
      long millis,
      long cpuMillis,
      Range rate,
      int[] spread,
      Range miniBatch) {

    static Group of(List<Task> tasks) {
      double[] rates = tasks.stream().mapToDouble(Task::rate).sorted().toArray();
      double[] sizes =
          tasks.stream().mapToDouble(Task::miniBatch).filter(rows -> rows > 0).sorted().toArray();
      return new Group(
          tasks.size(),
          tasks.stream().mapToLong(Task::records).sum(),
          tasks.stream().mapToLong(Task::millis).sum(),
          tasks.stream().mapToLong(Task::cpuMillis).sum(),
          Range.of(rates),
          spread(rates),
          sizes.length == 0 ? null : Range.of(sizes));
    }

    private static int[] spread(double[] sorted) {
      int[] spread = new int[BUCKETS];
      double width = sorted.length == 0 ? 0 : (sorted[sorted.length - 1] - sorted[0]) / BUCKETS;
      for (double rate : sorted) {
        spread[width == 0 ? 0 : Math.min(BUCKETS - 1, (int) ((rate - sorted[0]) / width))]++;
      }
      return spread;
    }
  }

  /** Least, median and largest of a number, to one decimal. */
  public record Range(double min, double median, double max) {
    private static Range of(double[] sorted) {
      return sorted.length == 0
          ? new Range(0, 0, 0)
          : new Range(
              rounded(sorted[0]),
              rounded((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2),
              rounded(sorted[sorted.length - 1]));
    }

    private static double rounded(double number) {
      return Math.round(number * 10) / 10.0;
    }
  }

  static Tasks of(List<Task> tasks) {
    return new Tasks(
        Group.of(tasks.stream().filter(task -> task.miniBatch() > 0).toList()),
        Group.of(tasks.stream().filter(task -> task.miniBatch() == 0).toList()),
        tasks.stream()
            .sorted(Comparator.comparingLong(Task::millis).reversed().thenComparing(Task::id))
            .limit(SLOWEST)
            .toList());
  }

  /** Sums up what the committed tasks left in that folder. */
  public static Tasks read(FileSystem files, Path folder) throws IOException {
    List<Task> tasks = new ArrayList<>();
    PartFiles.readAll(files, folder, line -> tasks.add(JSON.readValue(line, Task.class)));
    return of(tasks);
  }
}
