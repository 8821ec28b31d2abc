package io.howdah.oozie;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** HDFS, YARN and the job history in this JVM; containers are processes of their own. */
final class HadoopCluster implements AutoCloseable {
  private static final String SMALL_JVM = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private static final String DATA = "dfs";

  /** Where ND4J's libraries are unpacked, by the first job alone. */
  private static final String NATIVES = "natives";

  /** Of an application master, in which the tasks of a small job may run. */
  private static final String MASTER_JVM = "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private static final String MASTER_ENVIRONMENT =
      "OMP_NUM_THREADS=1,OPENBLAS_NUM_THREADS=1,LC_ALL=C.UTF-8";

  private static final int HEARTBEAT_MILLIS = 100;

  private final Path work;
  private final MiniDFSCluster dfs;
  private final MiniMRYarnCluster yarn;

  private HadoopCluster(Path work, MiniDFSCluster dfs, MiniMRYarnCluster yarn) {
    this.work = work;
    this.dfs = dfs;
    this.yarn = yarn;
  }

  /**
   * @param work folder of all data
   * @param jars the folder that containers have on their class path
   */
  static HadoopCluster start(Path work, Path jars) throws IOException {
    String me = System.getProperty("user.name");
    Configuration conf = new YarnConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, work.resolve(DATA).toString());
    conf.set("hadoop.tmp.dir", work.resolve("tmp").toString());
    conf.set("hadoop.proxyuser." + me + ".hosts", "*");
    conf.set("hadoop.proxyuser." + me + ".groups", "*");
    conf.setInt("dfs.replication", 1);
    MiniDFSCluster dfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).format(true).build();
    dfs.waitClusterUp();
    FileSystem fs = dfs.getFileSystem();
    for (String folder : new String[] {"/tmp", "/user", "/user/" + me}) {
      fs.mkdirs(new org.apache.hadoop.fs.Path(folder));
      fs.setPermission(new org.apache.hadoop.fs.Path(folder), new FsPermission((short) 0777));
    }
    MiniMRYarnCluster yarn = new MiniMRYarnCluster("howdah-oozie", 1);
    yarn.init(yarn(conf, fs.getUri().toString(), jars + "/*", work.resolve(NATIVES)));
    yarn.start();
    return new HadoopCluster(work, dfs, yarn);
  }

  private static Configuration yarn(
      Configuration base, String nameNode, String classPath, Path natives) {
    Configuration conf = new YarnConfiguration(base);
    conf.set("fs.defaultFS", nameNode);
    conf.set("yarn.app.mapreduce.am.staging-dir", "/tmp/staging");
    conf.set("yarn.application.classpath", classPath);
    conf.set("mapreduce.application.classpath", classPath);
    // what may run at once, not what it takes: launchers wait most of their time
    conf.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 10 << 10);
    conf.setInt("yarn.nodemanager.resource.cpu-vcores", 16);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 128);
    // or the launcher starves the job that it launched
    conf.setFloat("yarn.scheduler.capacity.maximum-am-resource-percent", 1.0f);
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 99.5f);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    conf.setInt("yarn.app.mapreduce.am.resource.mb", 1024);
    conf.setInt("mapreduce.reduce.memory.mb", 512);
    conf.set(
        "yarn.app.mapreduce.am.command-opts",
        MASTER_JVM + " -Dorg.bytedeco.javacpp.cachedir=" + natives);
    conf.set("yarn.app.mapreduce.am.env", MASTER_ENVIRONMENT);
    conf.set("mapreduce.reduce.java.opts", SMALL_JVM);
    // on one node a second attempt only slows down the first
    conf.setBoolean("mapreduce.map.speculative", false);
    conf.setBoolean("mapreduce.reduce.speculative", false);
    // one node, on which each container would wait a second or two for heartbeats
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", HEARTBEAT_MILLIS);
    conf.setInt("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", HEARTBEAT_MILLIS);
    return conf;
  }

  FileSystem files() throws IOException {
    return dfs.getFileSystem();
  }

  String nameNode() {
    return yarn.getConfig().get("fs.defaultFS");
  }

  String resourceManager() {
    return yarn.getConfig().get("yarn.resourcemanager.address");
  }

  /** Copies a file or a folder. */
  void put(Path file, String target) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(target);
    files().mkdirs(path.getParent());
    files().copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(file.toUri()), path);
  }

  /** Copies what lies in a folder. */
  void putAll(Path folder, String target) throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.toList();
    }
    for (Path entry : entries) {
      put(entry, target + "/" + entry.getFileName());
    }
  }

  void write(String text, String target) throws IOException {
    try (OutputStream out = files().create(new org.apache.hadoop.fs.Path(target))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  String read(String file) throws IOException {
    try (InputStream in = files().open(new org.apache.hadoop.fs.Path(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Of the whole cluster. */
  Configuration yarnSettings() {
    return new Configuration(yarn.getConfig());
  }

  /** What a client of the cluster must know. */
  Configuration clientSettings() {
    Configuration client = new Configuration(false);
    for (String key :
        new String[] {
          "fs.defaultFS",
          "dfs.replication",
          "mapreduce.framework.name",
          "mapreduce.jobhistory.address",
          "yarn.resourcemanager.hostname",
          "yarn.resourcemanager.address",
          "yarn.resourcemanager.scheduler.address",
          "yarn.app.mapreduce.am.staging-dir",
          "yarn.application.classpath",
          "mapreduce.application.classpath",
          "yarn.app.mapreduce.am.resource.mb",
          "yarn.app.mapreduce.am.command-opts",
          "yarn.app.mapreduce.am.env",
          "yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms",
          "mapreduce.map.speculative",
          "mapreduce.reduce.speculative",
          "mapreduce.reduce.memory.mb",
          "mapreduce.reduce.java.opts"
        }) {
      client.set(key, yarn.getConfig().get(key));
    }
    return client;
  }

  /** Writes them as a file of Hadoop's settings. */
  void writeClientSettings(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      clientSettings().writeXml(out);
    }
  }

  /** Also deletes what takes gigabytes; the containers' logs stay. */
  @Override
  public void close() {
    String[] caches =
        yarn.getNodeManager(0).getConfig().getTrimmedStrings(YarnConfiguration.NM_LOCAL_DIRS);
    yarn.stop();
    dfs.shutdown(true);
    for (String cache : caches) {
      FileUtils.deleteQuietly(new File(cache));
    }
    FileUtils.deleteQuietly(work.resolve(DATA).toFile());
    FileUtils.deleteQuietly(work.resolve(NATIVES).toFile());
  }
}
