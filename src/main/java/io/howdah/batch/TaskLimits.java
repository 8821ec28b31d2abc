package io.howdah.batch;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * What a mapper is given by the settings as they are, and what YARN gives at most. Sizes are MiB.
 *
 * @param container that YARN gives a mapper, and beyond which it kills it
 * @param heap largest of the JVM in it
 * @param maxBytes what JavaCPP hands out outside the heap at most
 * @param maxPhysicalBytes at which JavaCPP hands out no more, because the process is that large
 * @param options of the JVM besides these three
 * @param sortBuffer of the map's output, in the heap
 * @param mostContainer that YARN gives anyone, and {@code leastContainer}
 * @param vcores of a mapper, and {@code mostVcores} that YARN gives anyone
 * @param regionBytes size at which another HFile of a region begins
 * @param mostHFiles that a bulk load takes for one region
 */
public record TaskLimits(
    long container,
    long heap,
    OptionalLong maxBytes,
    OptionalLong maxPhysicalBytes,
    String options,
    long sortBuffer,
    long leastContainer,
    long mostContainer,
    int vcores,
    int mostVcores,
    long regionBytes,
    int mostHFiles) {
  private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)([kKmMgGtT]?)");
  private static final Pattern MAX_BYTES =
      Pattern.compile("-Dorg\\.bytedeco\\.javacpp\\.maxbytes=(\\d+)([kKmMgGtT]?)");
  private static final Pattern MAX_PHYSICAL_BYTES =
      Pattern.compile("-Dorg\\.bytedeco\\.javacpp\\.maxphysicalbytes=(\\d+)([kKmMgGtT]?)");
  private static final double HEAP_SHARE = 0.8; // that Hadoop gives where nobody names a heap

  /** Of the mappers that {@code score} would start with these settings. */
  public static TaskLimits of(Configuration base) {
    JobConf conf = new JobConf(base);
    TaskJvm.complete(conf);
    String options =
        conf.get(MRJobConfig.MAP_JAVA_OPTS, conf.get("mapred.child.java.opts", TaskJvm.MAP_HEAP));
    long container = conf.getMemoryRequired(TaskType.MAP);
    return new TaskLimits(
        container,
        mebibytes(HEAP, options).orElse(Math.round(container * HEAP_SHARE)),
        mebibytes(MAX_BYTES, options),
        mebibytes(MAX_PHYSICAL_BYTES, options),
        others(options),
        conf.getLong(MRJobConfig.IO_SORT_MB, MRJobConfig.DEFAULT_IO_SORT_MB),
        conf.getLong(
            YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB,
            YarnConfiguration.DEFAULT_RM_SCHEDULER_MINIMUM_ALLOCATION_MB),
        conf.getLong(
            YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB,
            YarnConfiguration.DEFAULT_RM_SCHEDULER_MAXIMUM_ALLOCATION_MB),
        conf.getInt(MRJobConfig.MAP_CPU_VCORES, MRJobConfig.DEFAULT_MAP_CPU_VCORES),
        conf.getInt(
            YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_VCORES,
            YarnConfiguration.DEFAULT_RM_SCHEDULER_MAXIMUM_ALLOCATION_VCORES),
        conf.getLong(HConstants.HREGION_MAX_FILESIZE, HConstants.DEFAULT_MAX_FILE_SIZE),
        conf.getInt(BulkLoadHFiles.MAX_FILES_PER_REGION_PER_FAMILY, DEFAULT_HFILES));
  }

  private static final int DEFAULT_HFILES = 32; // HBase's own

  /** The last one counts, as for the JVM. */
  private static OptionalLong mebibytes(Pattern option, String options) {
    OptionalLong found = OptionalLong.empty();
    for (Matcher match = option.matcher(options); match.find(); ) {
      found = OptionalLong.of(mebibytes(Long.parseLong(match.group(1)), match.group(2)));
    }
    return found;
  }

  private static String others(String options) {
    return Stream.of(options.split("\\s+"))
        .filter(
            option ->
                Stream.of(HEAP, MAX_BYTES, MAX_PHYSICAL_BYTES)
                    .noneMatch(limit -> limit.matcher(option).matches()))
        .collect(Collectors.joining(" "));
  }

  private static long mebibytes(long number, String unit) {
    return switch (unit) {
      case "k", "K" -> number >> 10;
      case "m", "M" -> number;
      case "g", "G" -> number << 10;
      case "t", "T" -> number << 20;
      default -> number >> 20;
    };
  }

  /** JavaCPP takes the heap's size where nobody names one. */
  public long outsideTheHeap() {
    return maxBytes.orElse(heap);
  }
}
