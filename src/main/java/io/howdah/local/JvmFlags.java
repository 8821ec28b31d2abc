package io.howdah.local;

import java.lang.management.ManagementFactory;
import java.util.List;

/** What a JVM beside this one must be started with. */
public final class JvmFlags {
  private JvmFlags() {}

  /** This JVM's openings of Java's modules, which Hadoop and HBase reach into, and its log. */
  public static List<String> all() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            flag ->
                flag.startsWith("--add-")
                    || flag.startsWith("-Dorg.apache.hbase.thirdparty")
                    || flag.startsWith("-Dlog4j")
                    || flag.startsWith("-Dhowdah.log"))
        .toList();
  }

  /** The class path of this JVM. */
  public static String classPath() {
    return System.getProperty("java.class.path");
  }
}
