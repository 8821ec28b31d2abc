package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.query.Lookup;
import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The job jar on HDFS and YARN through {@code RunJar}, which is what {@code hadoop jar} runs. */
class MiniYarnIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final Path BUILD = Path.of(System.getProperty("howdah.build.directory"));
  private static final String OPENS =
      Stream.of(
              "java.base/java.lang",
              "java.base/java.nio",
              "java.base/sun.nio.ch",
              "java.base/java.lang.reflect",
              "java.base/java.util",
              "java.base/java.util.concurrent")
          .map(name -> "--add-opens=" + name + "=ALL-UNNAMED")
          .collect(Collectors.joining(" "));

  @Test
  @Timeout(value = 400, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void runJarScoresOnYarnAndPublishes() throws Exception {
    Path folder = Files.createTempDirectory(BUILD, "yarn-").toAbsolutePath();
    Path jar = jobJar();
    String classPath =
        without(carriedBy(jar), Files.readString(BUILD.resolve("classpath")).strip());
    // the nodes of a cluster have the application master too
    String nodeClassPath =
        without(
            carriedBy(jar),
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    Configuration conf = SharedHBase.configuration();
    conf.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    conf.set("howdah.run.staging-dir", "/howdah/runs");
    try (MiniDFSCluster dfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build()) {
      dfs.waitClusterUp();
      try (MiniMRYarnCluster yarn = new MiniMRYarnCluster("howdah", 1)) {
        yarn.init(yarnSettings(conf, dfs, nodeClassPath));
        yarn.start();
        Configuration cluster = yarn.getConfig();
        FileSystem files = dfs.getFileSystem();
        files.copyFromLocalFile(path(DIGITS.resolve("model")), path(Path.of("/models/digits")));
        files.copyFromLocalFile(
            path(DIGITS.resolve("digits.csv.gz")), path(Path.of("/data/digits.csv.gz")));
        Path site = writeSite(cluster, conf, nodeClassPath, folder.resolve("conf"));
        String said = hadoopJar(jar, site + ":" + classPath, folder);
        assertThat(said).contains("rows written                2,000", "PUBLISHED");
        List<Path> caches = nativeCaches();
        assertThat(caches).hasSize(1).allSatisfy(MiniYarnIT::isUsedAndOursAlone);
        FileUtil.fullyDelete(caches.get(0).toFile()); // 400 MB
      }
    }
    Catalog catalog = new Catalog(SharedHBase.connection());
    ViewDefinition view = catalog.view("yarn-digits");
    try (ViewTable table = new ViewTable(SharedHBase.connection(), view)) {
      assertThat(new Lookup(catalog, view, table, Clock.systemUTC()).lookup("digit-0000").fields())
          .containsEntry("label", "8");
    }
  }

  /** Where the tasks unpacked the native libraries; the node keeps it for a while. */
  private static List<Path> nativeCaches() throws IOException {
    try (Stream<Path> files = Files.walk(BUILD.resolve("test/data/howdah"))) {
      return files.filter(file -> file.endsWith("howdah-native")).toList();
    }
  }

  private static void isUsedAndOursAlone(Path cache) throws IOException {
    assertThat(cache.getParent().getFileName().toString()).startsWith("application_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.map(file -> file.getFileName().toString())).contains("libnd4jcpu.so");
    }
  }

  private static org.apache.hadoop.fs.Path path(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  private static Path jobJar() throws IOException {
    try (Stream<Path> found = Files.list(BUILD)) {
      return found.filter(p -> p.toString().endsWith("-job.jar")).findFirst().orElseThrow();
    }
  }

  private static Set<String> carriedBy(Path jar) throws IOException {
    try (JarFile job = new JarFile(jar.toFile())) {
      return job.stream()
          .filter(entry -> entry.getName().startsWith("lib/"))
          .map(entry -> entry.getName().substring("lib/".length()))
          .collect(Collectors.toSet());
    }
  }

  /** What a cluster has: Hadoop and HBase, nothing that the job jar must bring itself. */
  private static String without(Set<String> carried, String classPath) {
    return Stream.of(classPath.split(":"))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> !entry.startsWith(BUILD.toString()))
        .filter(entry -> !carried.contains(Path.of(entry).getFileName().toString()))
        .collect(Collectors.joining(":"));
  }

  private static Configuration yarnSettings(
      Configuration base, MiniDFSCluster dfs, String classPath) throws IOException {
    Configuration conf = new Configuration(base);
    conf.set("fs.defaultFS", dfs.getFileSystem().getUri().toString());
    conf.set("mapreduce.framework.name", "yarn");
    conf.set("yarn.application.classpath", classPath.replace(':', ','));
    conf.set("mapreduce.application.classpath", classPath.replace(':', ','));
    conf.set("mapreduce.map.java.opts", "-Xmx400m " + OPENS);
    conf.set("mapreduce.reduce.java.opts", "-Xmx400m " + OPENS);
    conf.set("yarn.app.mapreduce.am.command-opts", "-Xmx400m " + OPENS);
    conf.setInt("yarn.app.mapreduce.am.resource.mb", 512);
    conf.setInt("mapreduce.map.memory.mb", 1024);
    conf.setInt("mapreduce.reduce.memory.mb", 512);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setInt("yarn.nodemanager.delete.debug-delay-sec", 600);
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 99f);
    return conf;
  }

  /**
   * All settings under each of the names that Hadoop and HBase read, so that none overrides them.
   */
  private static Path writeSite(
      Configuration cluster, Configuration hbase, String classPath, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Configuration site = new Configuration(cluster);
    for (String key :
        List.of("hbase.zookeeper.quorum", "hbase.zookeeper.property.clientPort", "hbase.rootdir")) {
      site.set(key, hbase.get(key));
    }
    site.set("mapreduce.application.classpath", classPath.replace(':', ','));
    site.set("howdah.run.staging-dir", "/howdah/runs");
    for (String name : List.of("core", "hdfs", "mapred", "yarn", "hbase")) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(name + "-site.xml"))) {
        site.writeXml(out);
      }
    }
    return folder;
  }

  private static String hadoopJar(Path jar, String classPath, Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(OPENS.split(" ")));
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Djava.io.tmpdir=" + folder,
            "org.apache.hadoop.util.RunJar",
            jar.toString(),
            "score",
            "yarn-digits",
            "--model",
            "/models/digits",
            "--input",
            "/data/digits.csv.gz",
            "--create",
            "full",
            "--regions",
            "2"));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("CLASSPATH", classPath);
    Process process = builder.start();
    if (!process.waitFor(300, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
