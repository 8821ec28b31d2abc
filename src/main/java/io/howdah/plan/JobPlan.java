package io.howdah.plan;

import io.howdah.batch.TaskLimits;
import io.howdah.source.InputShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run needs, and whether the settings give it.
 *
 * <p>A mapper's memory is its heap, which holds Hadoop and the sort buffer, and what lies outside
 * it: the JVM's own and the native libraries' {@link #NATIVE}, the model twice (as it is read, and
 * as the engine keeps it) and the mini-batches with the layers between. The constants are those of
 * performance.md, rounded up.
 *
 * @param load what is to be done
 * @param heap MiB of a mapper's JVM
 * @param outside MiB of it outside the heap
 * @param container MiB
 */
public record JobPlan(Load load, TaskLimits limits, long heap, long outside, long container) {
  /** MiB of the JVM itself (classes, compiled code, stacks) and of the native libraries. */
  static final long NATIVE = 220;

  /** MiB of the heap that are neither sort buffer nor mini-batch. */
  static final long HEAP_BASE = 224;

  /** The same at the least: with less, a mapper dies of it. */
  static final long HEAP_LEAST = 96;

  private static final long MEBIBYTE = 1 << 20;
  private static final int HEAP_ROW_BYTES = 160; // keys and raw records of a mini-batch, at first
  private static final int STEP = 64; // MiB
  private static final double MAP_SECONDS_A_ROW = 2e-6; // read, sort, write
  private static final double REDUCE_SECONDS_A_ROW = 4e-6; // fetch, merge, HFiles
  private static final double TASK_SECONDS = 4; // a container, a JVM, a model
  private static final double JOB_SECONDS = 6;

  /**
   * What a job is to do.
   *
   * @param batchSize rows per mini-batch
   * @param modelBytes of the model's parameters
   * @param rowBytes that a row of a mini-batch takes outside the heap, all layers together
   * @param rowsPerSecond that one thread decodes and scores
   * @param cellBytes that a row takes in HBase before encoding
   * @param regions of the view
   * @param containers that run at once; 0 for all
   */
  public record Load(
      InputShape input,
      int batchSize,
      long modelBytes,
      long rowBytes,
      double rowsPerSecond,
      long cellBytes,
      int regions,
      int containers) {}

  /** Computes what a load needs under the limits of its tasks. */
  public static JobPlan of(Load load, TaskLimits limits) {
    long heap =
        up(
            HEAP_BASE + limits.sortBuffer() + mebibytes((long) load.batchSize() * HEAP_ROW_BYTES),
            STEP);
    long outside = outside(load, load.batchSize());
    long container = up(Math.max(limits.leastContainer(), heap + outside), 2L * STEP);
    return new JobPlan(load, limits, heap, outside, container);
  }

  private static long outside(Load load, int batchSize) {
    return NATIVE + mebibytes(2 * load.modelBytes() + batchSize * load.rowBytes());
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  private static long up(long size, long step) {
    return (size + step - 1) / step * step;
  }

  /** Why it cannot work, one line each with what to change; empty where it can. */
  public List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    if (container > limits.mostContainer()) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot get a container of %,d MiB: YARN gives %,d MiB at most"
                  + " (yarn.scheduler.maximum-allocation-mb); %s",
              container,
              limits.mostContainer(),
              smallerBatch(limits.mostContainer() - heap)));
    } else if (limits.heap() + outside > limits.container()) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot run a mapper in a container of %,d MiB: %,d MiB of heap and %,d MiB outside"
                  + " it do not fit, and YARN would kill it; set mapreduce.map.memory.mb=%d",
              limits.container(),
              limits.heap(),
              outside,
              up(limits.heap() + outside, 2L * STEP)));
    }
    addMiniBatch(refusals);
    if (limits.sortBuffer() + HEAP_LEAST > limits.heap()) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot sort in a heap of %,d MiB: mapreduce.task.io.sort.mb=%d leaves less than %d"
                  + " MiB of it; set -Xmx%dm in mapreduce.map.java.opts, or"
                  + " mapreduce.task.io.sort.mb=%d",
              limits.heap(),
              limits.sortBuffer(),
              HEAP_LEAST,
              up(limits.sortBuffer() + HEAP_BASE, STEP),
              Math.max(1, limits.heap() - HEAP_LEAST)));
    }
    if (limits.vcores() > limits.mostVcores()) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot get %d vcores: YARN gives %d at most; set mapreduce.map.cpu.vcores=1",
              limits.vcores(),
              limits.mostVcores()));
    }
    if (hfilesPerRegion() > limits.mostHFiles()) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot load %d HFiles into a region: HBase takes %d at most; create the view with"
                  + " --regions %d",
              hfilesPerRegion(),
              limits.mostHFiles(),
              space() / limits.regionBytes() / limits.mostHFiles() + 1));
    }
    return refusals;
  }

  /** JavaCPP's limits are not YARN's: it refuses memory by itself, whatever the container has. */
  private void addMiniBatch(List<String> refusals) {
    long batch = mebibytes(load.batchSize() * load.rowBytes());
    if (batch > limits.outsideTheHeap()) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot hold a mini-batch of %,d rows: it takes %,d MiB outside the heap, and JavaCPP"
                  + " hands out %,d MiB at most; set -Dorg.bytedeco.javacpp.maxbytes=%dm in"
                  + " mapreduce.map.java.opts, or %s",
              load.batchSize(),
              batch,
              limits.outsideTheHeap(),
              up(batch, STEP),
              smallerBatch(limits.outsideTheHeap() + NATIVE)));
    }
    long all = Math.min(limits.heap(), heap) + outside;
    if (limits.maxPhysicalBytes().isPresent() && limits.maxPhysicalBytes().getAsLong() < all) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "Cannot run a mapper of %,d MiB: JavaCPP stops at maxphysicalbytes=%dm; set"
                  + " -Dorg.bytedeco.javacpp.maxphysicalbytes=%dm in mapreduce.map.java.opts",
              all,
              limits.maxPhysicalBytes().getAsLong(),
              up(all, STEP)));
    }
  }

  /**
   * @param outsideMost MiB that there may be outside the heap
   */
  private String smallerBatch(long outsideMost) {
    long left = (outsideMost - outside(load, 0)) * MEBIBYTE;
    long rows = left / Math.max(1, load.rowBytes());
    return rows < 1
        ? "the model is too large for it"
        : "take --batch-size " + Long.highestOneBit(Math.min(rows, load.batchSize()));
  }

  /** Settings to copy, for {@code score}. */
  public List<String> settings() {
    return List.of(
        "-D mapreduce.map.memory.mb=" + container,
        "-D mapreduce.map.java.opts='-Xmx"
            + heap
            + "m -Dorg.bytedeco.javacpp.maxbytes="
            + up(Math.max(heap, outside - NATIVE), STEP)
            + "m -Dorg.bytedeco.javacpp.maxphysicalbytes="
            // before YARN kills the process, JavaCPP is to say why
            + container * 19 / 20
            + "m"
            + (limits.options().isEmpty() ? "" : " " + limits.options())
            + "'",
        "-D mapreduce.map.cpu.vcores=1",
        "-D mapreduce.task.io.sort.mb=" + limits.sortBuffer());
  }

  /** Seconds of the longest mapper. */
  public double mapperSeconds() {
    return TASK_SECONDS
        + load.input().longestRows() * (1 / load.rowsPerSecond() + MAP_SECONDS_A_ROW);
  }

  /** Seconds of one reducer; there is one per region. */
  public double reducerSeconds() {
    return TASK_SECONDS + (double) load.input().rows() / load.regions() * REDUCE_SECONDS_A_ROW;
  }

  /** Seconds of the whole job with the containers that there are. */
  public double jobSeconds() {
    return JOB_SECONDS
        + waves(load.input().mappers()) * mapperSeconds()
        + waves(load.regions()) * reducerSeconds();
  }

  private int waves(int tasks) {
    return load.containers() == 0 ? 1 : (tasks + load.containers() - 1) / load.containers();
  }

  /** Bytes of one version of the view, before encoding and replication. */
  public long space() {
    return load.input().rows() * load.cellBytes();
  }

  public long hfilesPerRegion() {
    return Math.max(
        1, (space() / load.regions() + limits.regionBytes() - 1) / limits.regionBytes());
  }
}
