package io.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.batch.TaskJvm;
import io.howdah.batch.TaskLimits;
import io.howdah.source.InputShape;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class JobPlanTest {
  private static final long MEBIBYTE = 1 << 20;

  private static final InputShape INPUT = new InputShape(8, 1 << 30, 8_000_000, 8, 1_000_000);

  private final Configuration conf = new Configuration();

  /** A model of 40 MiB, 4 KiB per row, 100,000 rows per second, 100 bytes of cells. */
  private static JobPlan.Load load(int batchSize, int containers) {
    return new JobPlan.Load(INPUT, batchSize, 40 * MEBIBYTE, 4096, 100_000, 100, 4, containers);
  }

  private JobPlan plan(int batchSize) {
    return JobPlan.of(load(batchSize, 0), TaskLimits.of(conf));
  }

  @Test
  void theDefaultsFit() {
    assertThat(plan(256).refusals()).isEmpty();
    assertThat(plan(256).heap()).isEqualTo(384); // 224, the sort buffer's 100, rounded up
    assertThat(plan(256).outside()).isEqualTo(JobPlan.NATIVE + 2 * 40 + 1);
    assertThat(plan(256).container()).isEqualTo(1024); // what YARN gives at the least
    assertThat(plan(256).settings())
        .containsExactly(
            "-D mapreduce.map.memory.mb=1024",
            "-D mapreduce.map.java.opts='-Xmx384m -Dorg.bytedeco.javacpp.maxbytes=384m"
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes=972m%s'"
                    .formatted(TaskJvm.MAP_OPTIONS.replace(TaskJvm.MAP_HEAP, "")),
            "-D mapreduce.map.cpu.vcores=1",
            "-D mapreduce.task.io.sort.mb=100");
  }

  @Test
  void withoutAWordOfMemoryAContainerHoldsTheHeapAndWhatIsOutsideIt() {
    // Hadoop alone would make 480 MiB of -Xmx384m
    assertThat(TaskLimits.of(conf).container()).isEqualTo(1024);
    assertThat(TaskLimits.of(conf).heap()).isEqualTo(384);
    conf.set("mapreduce.map.java.opts", "-Xmx384m");
    assertThat(TaskLimits.of(conf).container()).isEqualTo(480);
    assertThat(plan(256).refusals())
        .containsExactly(
            "Cannot run a mapper in a container of 480 MiB: 384 MiB of heap and 301 MiB outside it"
                + " do not fit, and YARN would kill it; set mapreduce.map.memory.mb=768");
  }

  @Test
  void theOptionsOfTheJvmAreRead() {
    conf.set(
        "mapreduce.map.java.opts",
        "-Xmx1g -Xmx768m -Dorg.bytedeco.javacpp.maxbytes=1048576k"
            + " -Dorg.bytedeco.javacpp.maxphysicalbytes=2147483648");
    TaskLimits limits = TaskLimits.of(conf);
    assertThat(limits.heap()).isEqualTo(768);
    assertThat(limits.maxBytes()).isEqualTo(OptionalLong.of(1024));
    assertThat(limits.maxPhysicalBytes()).isEqualTo(OptionalLong.of(2048));
  }

  @Test
  void theOtherOptionsOfTheJvmAreKept() {
    conf.set("mapreduce.map.java.opts", "-Xmx500m  -XX:+UseSerialGC --add-opens=a/b=ALL-UNNAMED");
    assertThat(plan(256).settings().get(1))
        .isEqualTo(
            "-D mapreduce.map.java.opts='-Xmx384m -Dorg.bytedeco.javacpp.maxbytes=384m"
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes=972m -XX:+UseSerialGC"
                + " --add-opens=a/b=ALL-UNNAMED'");
  }

  @Test
  void aHeapThatLeavesTheTensorsNoRoomIsRefused() {
    conf.set("mapreduce.map.memory.mb", "1024");
    conf.set("mapreduce.map.java.opts", "-Xmx900m");
    assertThat(plan(256).refusals())
        .containsExactly(
            "Cannot run a mapper in a container of 1,024 MiB: 900 MiB of heap and 301 MiB outside"
                + " it do not fit, and YARN would kill it; set mapreduce.map.memory.mb=1280");
    conf.set("mapreduce.map.memory.mb", "1280");
    assertThat(plan(256).refusals()).isEmpty();
  }

  @Test
  void moreThanYarnGivesIsRefusedAndTheSizeThatIsProposedFits() {
    conf.set("yarn.scheduler.maximum-allocation-mb", "1024");
    conf.set("mapreduce.map.java.opts", "-Xmx384m");
    conf.set("mapreduce.map.memory.mb", "1024");
    JobPlan.Load heavy = new JobPlan.Load(INPUT, 4096, 40 * MEBIBYTE, MEBIBYTE, 100, 100, 4, 0);
    JobPlan refused = JobPlan.of(heavy, TaskLimits.of(conf));
    assertThat(refused.refusals().get(0))
        .isEqualTo(
            "Cannot get a container of 4,864 MiB: YARN gives 1,024 MiB at most"
                + " (yarn.scheduler.maximum-allocation-mb); take --batch-size 256");
    String proposal = refused.refusals().get(0).replaceFirst(".*--batch-size ", "");
    JobPlan.Load lighter =
        new JobPlan.Load(
            INPUT, Integer.parseInt(proposal), 40 * MEBIBYTE, MEBIBYTE, 100, 100, 4, 0);
    assertThat(Integer.parseInt(proposal)).isGreaterThan(64);
    assertThat(JobPlan.of(lighter, TaskLimits.of(conf)).refusals()).isEmpty();
  }

  @Test
  void aMiniBatchBeyondJavacppsLimitIsRefused() {
    conf.set("mapreduce.map.memory.mb", "4096");
    assertThat(plan(131_072 / 2).refusals()).isEmpty(); // 256 MiB of 384
    conf.set("mapreduce.map.java.opts", "-Xmx384m -Dorg.bytedeco.javacpp.maxbytes=128m");
    assertThat(plan(131_072 / 2).refusals())
        .containsExactly(
            "Cannot hold a mini-batch of 65,536 rows: it takes 256 MiB outside the heap, and"
                + " JavaCPP hands out 128 MiB at most; set -Dorg.bytedeco.javacpp.maxbytes=256m in"
                + " mapreduce.map.java.opts, or take --batch-size 8192");
  }

  @Test
  void javacppMustNotStopBeforeTheMapperHasWhatItNeeds() {
    conf.set("mapreduce.map.memory.mb", "2048");
    conf.set("mapreduce.map.java.opts", "-Xmx384m -Dorg.bytedeco.javacpp.maxphysicalbytes=500m");
    assertThat(plan(256).refusals())
        .containsExactly(
            "Cannot run a mapper of 685 MiB: JavaCPP stops at maxphysicalbytes=500m; set"
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes=704m in mapreduce.map.java.opts");
  }

  @Test
  void aSortBufferAboveTheHeapIsRefused() {
    conf.set("mapreduce.task.io.sort.mb", "512");
    assertThat(plan(256).refusals())
        .containsExactly(
            "Cannot sort in a heap of 384 MiB: mapreduce.task.io.sort.mb=512 leaves less than 96"
                + " MiB of it; set -Xmx768m in mapreduce.map.java.opts, or"
                + " mapreduce.task.io.sort.mb=288");
  }

  @Test
  void moreVcoresThanYarnGivesAreRefused() {
    conf.set("mapreduce.map.cpu.vcores", "8");
    assertThat(plan(256).refusals())
        .containsExactly(
            "Cannot get 8 vcores: YARN gives 4 at most; set mapreduce.map.cpu.vcores=1");
  }

  @Test
  void tooManyHfilesForARegionAreRefused() {
    conf.set("hbase.hregion.max.filesize", "5000000"); // 800 MB in four regions: 40 each
    assertThat(plan(256).hfilesPerRegion()).isEqualTo(40);
    assertThat(plan(256).refusals())
        .containsExactly(
            "Cannot load 40 HFiles into a region: HBase takes 32 at most; create the view with"
                + " --regions 6");
  }

  @Test
  void timeGoesByTheWavesOfContainers() {
    JobPlan atOnce = JobPlan.of(load(256, 0), TaskLimits.of(conf));
    JobPlan two = JobPlan.of(load(256, 2), TaskLimits.of(conf));
    // a million rows: 10 s of decoding and scoring, 2 s to sort and write, 4 s to begin
    assertThat(atOnce.mapperSeconds()).isCloseTo(16, within(0.01));
    assertThat(atOnce.reducerSeconds()).isCloseTo(12, within(0.01));
    assertThat(atOnce.jobSeconds()).isCloseTo(6 + 16 + 12, within(0.01));
    assertThat(two.jobSeconds()).isCloseTo(6 + 4 * 16 + 2 * 12, within(0.01));
  }
}
