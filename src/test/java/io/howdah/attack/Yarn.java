package io.howdah.attack;

import io.howdah.cli.HowdahJvm;
import io.howdah.local.JvmFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;

/** A YARN of one node in this JVM; its tasks run in JVMs of their own, which die. */
final class Yarn implements AutoCloseable {
  private static final String TASK = "org.apache.hadoop.mapred.YarnChild";
  private static final String MASTER = "org.apache.hadoop.mapreduce.v2.app.MRAppMaster";

  private static final String[] NONE = {};

  private final MiniMRYarnCluster cluster = new MiniMRYarnCluster("attack", 1);
  private final HowdahJvm jvm;
  private volatile boolean spared;

  /**
   * @param base settings of whoever uses HBase
   */
  Yarn(Path folder, Configuration base) throws IOException {
    Files.createDirectories(folder);
    Configuration conf = new Configuration();
    base.forEach(setting -> conf.set(setting.getKey(), setting.getValue()));
    String classPath = pathingJar(folder.resolve("classpath.jar")).toString();
    conf.set("mapreduce.framework.name", "yarn");
    conf.set("yarn.application.classpath", classPath);
    conf.set("mapreduce.application.classpath", classPath);
    String flags =
        String.join(" ", JvmFlags.all()) + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx400m";
    conf.set("mapreduce.map.java.opts", flags);
    conf.set("mapreduce.reduce.java.opts", flags);
    conf.set("yarn.app.mapreduce.am.command-opts", flags);
    conf.setInt("yarn.app.mapreduce.am.resource.mb", 512);
    conf.setInt("mapreduce.map.memory.mb", 1024);
    conf.setInt("mapreduce.reduce.memory.mb", 512);
    // a task is killed as often as chance will have it, which is no failure of the run's
    conf.setInt("mapreduce.map.maxattempts", 1000);
    conf.setInt("mapreduce.reduce.maxattempts", 1000);
    conf.setBoolean("yarn.app.mapreduce.am.job.node-blacklisting.enable", false);
    // the job of a driver that was killed goes on, and must not keep the next one waiting
    conf.setFloat("yarn.scheduler.capacity.maximum-am-resource-percent", 0.5f);
    // this JVM and its folder hold what is left of each job for an hour or longer
    conf.setInt("yarn.resourcemanager.max-completed-applications", 10);
    conf.setInt("yarn.nodemanager.log.retain-seconds", 600);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 6144);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 100);
    conf.setInt("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", 100);
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 99f);
    cluster.init(conf);
    cluster.start();
    jvm = new HowdahJvm(folder, cluster.getConfig());
  }

  /** Its commands run their jobs here. */
  HowdahJvm jvm() {
    return jvm;
  }

  /** The tests' class path as a jar: it is too long for a container's environment. */
  private static Path pathingJar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(HowdahJvm.classPath().split(":"))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
    return file;
  }

  /** Lets tasks live from now on, or kills them again. */
  void spare(boolean spared) {
    this.spared = spared;
  }

  /** Kills a task, if there is one and tasks are not spared. */
  boolean killATask(Random random) {
    List<ProcessHandle> tasks = running(TASK);
    return !spared && !tasks.isEmpty() && tasks.get(random.nextInt(tasks.size())).destroyForcibly();
  }

  private static List<ProcessHandle> running(String main) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .filter(process -> List.of(process.info().arguments().orElse(NONE)).contains(main))
        .toList();
  }

  @Override
  public void close() {
    running(MASTER).forEach(ProcessHandle::destroyForcibly); // first: it would start tasks anew
    running(TASK).forEach(ProcessHandle::destroyForcibly);
    cluster.stop();
  }
}
