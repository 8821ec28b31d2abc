package io.howdah.batch;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;

/** The JVM of a mapper: a small heap, for ND4J's tensors lie outside it, and one thread. */
public final class TaskJvm {
  /** Where neither the user nor the cluster says anything else. */
  public static final String MAP_HEAP = "-Xmx384m";

  /** As in bin/howdah: a task is short, and Java's slow compiler would take half of its time. */
  public static final String MAP_OPTIONS =
      MAP_HEAP
          + " -XX:+UseSerialGC -XX:Tier4InvocationThreshold=50000"
          + " -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000"
          + " -XX:Tier4BackEdgeThreshold=400000";

  /** MiB of its container. */
  static final int MAP_MEMORY = 1024;

  private TaskJvm() {}

  /** Sets what is not set. */
  public static void complete(Configuration conf) {
    if (conf.get(MRJobConfig.MAP_JAVA_OPTS, "").isBlank()
        && conf.get("mapred.child.java.opts", "").isBlank()) {
      // Hadoop would give the heap most of the container, and ND4J's tensors lie outside it
      conf.set(MRJobConfig.MAP_JAVA_OPTS, MAP_OPTIONS);
      if (conf.getInt(MRJobConfig.MAP_MEMORY_MB, -1) <= 0) {
        // Hadoop would conclude from the heap that 480 MiB are enough
        conf.setInt(MRJobConfig.MAP_MEMORY_MB, MAP_MEMORY);
      }
    }
    for (String kind : List.of("map", "reduce")) {
      if (!conf.get("mapreduce." + kind + ".env", "").contains("LC_ALL=")) {
        // Java takes the encoding of names and texts from it, and a node manager may have none
        conf.setIfUnset("mapreduce." + kind + ".env.LC_ALL", "C.UTF-8");
      }
    }
    // a mini-batch keeps a core busy by itself: OpenMP threads beside it only spin
    for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      conf.set("mapreduce.map.env." + variable, "1");
    }
  }
}
