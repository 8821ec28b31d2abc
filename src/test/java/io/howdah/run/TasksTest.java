package io.howdah.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TasksTest {
  private static final int CELL = 4096; // bytes that the catalog can spare for them

  @TempDir Path folder;

  private static Tasks.Task mapper(int number, long records, long millis, int miniBatch) {
    return new Tasks.Task(
        String.format("task_1_0001_m_%06d", number),
        "node-" + number,
        records,
        millis,
        millis / 2,
        miniBatch);
  }

  private static Tasks.Task reducer(int number, long millis) {
    return new Tasks.Task("task_1_0001_r_00000" + number, "node", 10, millis, millis, 0);
  }

  @Test
  void mappersAndReducersAreSummedUpApart() {
    Tasks tasks =
        Tasks.of(
            List.of(
                mapper(1, 100, 1000, 64),
                mapper(2, 300, 1000, 512),
                mapper(3, 200, 1000, 128),
                reducer(1, 5000),
                reducer(2, 1)));
    assertThat(tasks.mappers().tasks()).isEqualTo(3);
    assertThat(tasks.mappers().records()).isEqualTo(600);
    assertThat(tasks.mappers().millis()).isEqualTo(3000);
    assertThat(tasks.mappers().cpuMillis()).isEqualTo(1500);
    assertThat(tasks.mappers().rate()).isEqualTo(new Tasks.Range(100, 200, 300));
    assertThat(tasks.mappers().spread()).containsExactly(1, 0, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(tasks.mappers().miniBatch()).isEqualTo(new Tasks.Range(64, 128, 512));
    assertThat(tasks.reducers().tasks()).isEqualTo(2);
    assertThat(tasks.reducers().miniBatch()).isNull();
    assertThat(tasks.slowest()).extracting(Tasks.Task::millis).startsWith(5000L, 1000L);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    Tasks tasks = Tasks.of(List.of(mapper(1, 100, 1000, 64), mapper(2, 301, 1000, 128)));
    assertThat(tasks.mappers().rate()).isEqualTo(new Tasks.Range(100, 200.5, 301));
    assertThat(tasks.mappers().miniBatch()).isEqualTo(new Tasks.Range(64, 96, 128));
  }

  @Test
  void oneTaskOrNoneOrATaskOfNoTimeHasAPlaceToo() {
    assertThat(Tasks.of(List.of()).mappers().rate()).isEqualTo(new Tasks.Range(0, 0, 0));
    Tasks one = Tasks.of(List.of(mapper(1, 5, 0, 64)));
    assertThat(one.mappers().rate()).isEqualTo(new Tasks.Range(5000, 5000, 5000));
    assertThat(one.mappers().spread()[0]).isEqualTo(1);
  }

  @Test
  void fiftyThousandTasksFitTheCatalogsCell() throws Exception {
    List<Tasks.Task> all = new ArrayList<>();
    IntStream.range(0, 50_000)
        .forEach(i -> all.add(mapper(i, 1_000_000_000L + i, 60_000 + i, 8192)));
    Tasks tasks = Tasks.of(all);
    assertThat(new ObjectMapper().writeValueAsBytes(tasks)).hasSizeLessThan(CELL);
    assertThat(tasks.slowest()).hasSize(5);
    assertThat(IntStream.of(tasks.mappers().spread()).sum()).isEqualTo(50_000);
  }

  @Test
  void whatTheTasksLeftIsReadAndWhatTheManifestHoldsIsReadAgain() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Files.writeString(
        folder.resolve("part-m-00000"), json.writeValueAsString(mapper(0, 10, 100, 64)) + "\n");
    Files.writeString(
        folder.resolve("part-r-00000"), json.writeValueAsString(reducer(0, 50)) + "\n");
    Tasks tasks =
        Tasks.read(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(folder.toUri()));
    assertThat(tasks.slowest()).containsExactly(mapper(0, 10, 100, 64), reducer(0, 50));
    assertThat(json.readValue(json.writeValueAsString(tasks), Tasks.class).slowest())
        .isEqualTo(tasks.slowest());
  }
}
