package io.howdah.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gate.TestLimits;
import io.howdah.local.SharedHBase;
import io.howdah.predict.FilledIn;
import io.howdah.run.JobProgress;
import io.howdah.run.RunListener;
import io.howdah.run.RunManifest;
import io.howdah.run.RunOutcome;
import io.howdah.run.ScoreRequest;
import io.howdah.run.TestRequests;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewDump;
import io.howdah.view.ViewMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.mapreduce.Cluster;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskCompletionEvent;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.TaskReport;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Real jobs on HDFS and YARN: the job jar through {@code RunJar}, which is what {@code hadoop jar}
 * runs, and runs whose tasks are killed.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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

  /** Where the cluster's nodes keep what their containers write. */
  private static final Path NODES = BUILD.resolve("test/data/howdah");

  /** Most of the time of a short process goes into compiling what it runs once. */
  private static final String SHORT_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private static final int HEARTBEAT_MILLIS = 100;
  private static final long MIB = 1 << 20;
  private static final long VERSION = 1000;
  private static final int COPIES = 10;
  private static final int BROKEN = 30;

  private static Path folder;
  private static Path jar;
  private static String nodeClassPath;
  private static Configuration conf;
  private static MiniDFSCluster dfs;
  private static MiniMRYarnCluster yarn;
  private static final Map<String, Job> JOBS = new HashMap<>();

  @BeforeAll
  static void startCluster() throws Exception {
    FileUtil.fullyDelete(NODES.toFile());
    folder = Files.createTempDirectory(BUILD, "yarn-").toAbsolutePath();
    jar = jobJar();
    // the nodes of a cluster have the application master too
    nodeClassPath = without(carriedBy(jar), testClassPath());
    conf = SharedHBase.configuration();
    conf.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    conf.set("howdah.run.staging-dir", "/howdah/runs");
    dfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    dfs.waitClusterUp();
    yarn = new MiniMRYarnCluster("howdah", 1);
    yarn.init(yarnSettings(conf, dfs, nodeClassPath));
    yarn.start();
    FileSystem files = dfs.getFileSystem();
    files.copyFromLocalFile(path(DIGITS.resolve("model")), path(Path.of("/models/digits")));
    files.copyFromLocalFile(path(DIGITS.resolve("model")), path(Path.of("/models/lenient")));
    fillInWhatIsMissing(files, path(Path.of("/models/lenient/card.json")));
    files.copyFromLocalFile(
        path(DIGITS.resolve("digits.csv.gz")), path(Path.of("/data/digits.csv.gz")));
    try (OutputStream labels =
        new GZIPOutputStream(files.create(path(Path.of("/data/labels.csv.gz"))))) {
      Files.copy(DIGITS.resolve("labels.csv"), labels);
    }
  }

  private static void fillInWhatIsMissing(FileSystem files, org.apache.hadoop.fs.Path card)
      throws IOException {
    String strict = Files.readString(DIGITS.resolve("model/card.json"));
    try (OutputStream out = files.create(card, true)) {
      out.write(
          strict
              .replace("\"type\" : \"numeric\"", "\"type\" : \"numeric\", \"missing\" : 0")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stopCluster() {
    yarn.stop();
    dfs.shutdown();
    FileUtil.fullyDelete(NODES.toFile()); // 400 MB of native libraries a job
  }

  private static String testClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Test
  @Order(1)
  void runJarScoresOnYarnAndPublishes() throws Exception {
    String said =
        hadoopJar(
            "score",
            "yarn-digits",
            "--model",
            "/models/digits",
            "--input",
            "/data/digits.csv.gz",
            "--create",
            "full",
            "--regions",
            "2",
            "--labels",
            "/data/labels.csv.gz");
    assertThat(said).contains("rows written                2,000", "PUBLISHED");
    assertThat(said).contains("gate min-accuracy      passed: 1911 of 2000 labelled keys");
    List<Path> caches = nativeCaches();
    assertThat(caches).hasSize(1).allSatisfy(MiniYarnIT::isUsedAndOursAlone);
    Catalog catalog = new Catalog(SharedHBase.connection());
    assertThat(SharedHBase.reader(catalog.view("yarn-digits")).lookup("digit-0000").fields())
        .containsEntry("label", "8");
    assertThat(shell("get 'yarn-digits', 'digit-0000'"))
        .containsPattern("b:label timestamp=.*, value=8\n")
        .containsPattern("b:score timestamp=.*, value=0\\.99985");
  }

  /** What the real HBase shell answers. */
  private static String shell(String command) throws Exception {
    Path conf = Files.createDirectories(folder.resolve("local/conf"));
    try (OutputStream out = Files.newOutputStream(conf.resolve("hbase-site.xml"))) {
      SharedHBase.configuration().writeXml(out);
    }
    Path out = folder.resolve("shell");
    ProcessBuilder builder =
        new ProcessBuilder(Path.of("bin/howdah").toAbsolutePath().toString(), "shell")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("HOWDAH_LOCAL_DIR", conf.getParent().toString());
    builder.environment().put("HOWDAH_LOG_DIR", folder.toString());
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    }
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }

  /** Where the tasks unpacked the native libraries; the node keeps it for a while. */
  private static List<Path> nativeCaches() throws IOException {
    try (Stream<Path> files = Files.walk(NODES)) {
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

  /** Breaks tasks of a run that is going on. */
  private abstract static class Breaker implements RunListener {
    private final Set<TaskAttemptID> broken = new LinkedHashSet<>();

    @Override
    public void reached(VersionState state, RunManifest manifest) {}

    @Override
    public void progress(JobProgress running) throws IOException {
      Job job = job(running);
      for (TaskReport task : maps(job)) {
        // some of its records are on their way, and not all
        boolean halfWay = task.getProgress() > 0 && task.getProgress() < 0.6;
        for (TaskAttemptID attempt : task.getRunningTaskAttemptIds()) {
          if (halfWay && broken.size() < most() && broken.add(attempt)) {
            breakDown(job, attempt, broken.size());
          }
        }
      }
    }

    private static TaskReport[] maps(Job job) throws IOException {
      try {
        return job.getTaskReports(TaskType.MAP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while looking at the tasks", e);
      }
    }

    abstract int most();

    abstract void breakDown(Job job, TaskAttemptID attempt, int number) throws IOException;
  }

  @Test
  @Order(2)
  void tasksThatAreKilledAndTasksThatFailLeaveTheSameCells() throws Exception {
    Breaker breaker =
        new Breaker() {
          @Override
          int most() {
            return 2;
          }

          @Override
          void breakDown(Job job, TaskAttemptID attempt, int number) throws IOException {
            if (number == 1) {
              job.killTask(attempt);
            } else {
              job.failTask(attempt);
            }
          }
        };
    List<TaskCompletionEvent> events = assertSameAsUndisturbed("yarn-killed", breaker);
    assertThat(events)
        .filteredOn(e -> breaker.broken.contains(e.getTaskAttemptId()))
        .extracting(TaskCompletionEvent::getStatus)
        .containsExactlyInAnyOrder(
            TaskCompletionEvent.Status.KILLED, TaskCompletionEvent.Status.FAILED);
  }

  @Test
  @Order(3)
  void aTaskWhoseProcessDiesLeavesTheSameCells() throws Exception {
    Breaker breaker =
        new Breaker() {
          @Override
          int most() {
            return 1;
          }

          @Override
          void breakDown(Job job, TaskAttemptID attempt, int number) throws IOException {
            process(attempt).destroyForcibly();
          }
        };
    List<TaskCompletionEvent> events = assertSameAsUndisturbed("yarn-died", breaker);
    assertThat(events)
        .filteredOn(e -> breaker.broken.contains(e.getTaskAttemptId()))
        .extracting(TaskCompletionEvent::getStatus)
        .containsExactly(TaskCompletionEvent.Status.FAILED);
  }

  @Test
  @Order(4)
  void whatATaskOfTheClusterMeasuredIsWhatARunThereTakes() throws Exception {
    String[] model = {"/models/digits", "--input", "/data/digits.csv.gz"};
    String said =
        hadoopJar(
            "tune",
            model[0],
            model[1],
            model[2],
            "--on-cluster",
            "--seconds",
            "3",
            "--engines",
            "nd4j",
            "--batch-sizes",
            "96");
    assertThat(said)
        .containsPattern("\\* nd4j +1 +96 ")
        .contains(
            "score and stream take the mini-batch of their engine from it on this cluster where no"
                + " --batch-size is given");
    assertThat(hadoopJar("plan", model[0], model[1], model[2]))
        .containsPattern(
            "mini-batch +96 rows \\(tuning.json, measured \\S+ on the cluster with nd4j");
  }

  /** The JVM in which a task attempt runs. */
  private static ProcessHandle process(TaskAttemptID attempt) throws IOException {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().command().filter(c -> c.endsWith("/java")).isPresent())
        .filter(
            p ->
                p.info()
                    .arguments()
                    .filter(a -> List.of(a).contains(attempt.toString()))
                    .isPresent())
        .findFirst()
        .orElseThrow(() -> new IOException("Cannot find the process of " + attempt));
  }

  private static List<TaskCompletionEvent> assertSameAsUndisturbed(String view, Breaker breaker)
      throws Exception {
    Configuration cluster = new Configuration(yarn.getConfig());
    cluster.set("mapreduce.application.classpath", pathingJar().toString());
    cluster.setLong("mapreduce.input.fileinputformat.split.maxsize", MIB * 20);
    cluster.setLong("mapreduce.task.progress-report.interval", 100);
    cluster.set("howdah.run.staging-dir", "/howdah/runs");
    org.apache.hadoop.fs.Path input = new org.apache.hadoop.fs.Path("/data/many.csv");
    if (!dfs.getFileSystem().exists(input)) {
      writeManyDigits(input);
      // on the cluster too: the last bits of a score depend on mini-batches and on BLAS's threads
      run(cluster, "yarn-undisturbed", new Quiet());
    }
    AtomicReference<Job> job = new AtomicReference<>();
    RunOutcome outcome =
        run(
            cluster,
            view,
            new RunListener() {
              @Override
              public void reached(VersionState state, RunManifest manifest) {}

              @Override
              public void progress(JobProgress running) throws IOException {
                job.set(job(running));
                breaker.progress(running);
              }
            });
    assertThat(outcome.state()).isEqualTo(VersionState.PUBLISHED);
    assertThat(outcome.manifest().counts().recordsRead()).isEqualTo(2000L * COPIES + BROKEN);
    assertThat(outcome.manifest().counts().rejects()).isEqualTo(BROKEN);
    assertThat(outcome.manifest().counts().keysWritten()).isEqualTo(2000L * COPIES);
    assertThat(
            job.get()
                .getCounters()
                .findCounter(TaskCounter.MAP_PHYSICAL_MEMORY_BYTES_MAX)
                .getValue())
        .isBetween(100 * MIB, 600 * MIB);
    assertThat(outcome.manifest().counts().filledIn())
        .isEqualTo(new FilledIn(1, Map.of("p0", 2000L / 7 * COPIES)));
    assertThat(breaker.broken).hasSize(breaker.most());
    assertThat(rejects(view)).hasSize(BROKEN).doesNotHaveDuplicates();
    assertThat(rejects(view)).containsExactlyInAnyOrderElementsOf(rejects("yarn-undisturbed"));
    assertThat(ViewDump.cells(SharedHBase.connection(), view, VERSION))
        .hasSize(2 * 2000 * COPIES)
        .isEqualTo(ViewDump.cells(SharedHBase.connection(), "yarn-undisturbed", VERSION));
    return List.of(job.get().getTaskCompletionEvents(0, 1000));
  }

  /** The tests' class path as a jar: it is too long for a container's environment. */
  private static Path pathingJar() throws IOException {
    Path file = folder.resolve("classpath.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(testClassPath().split(":"))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
    return file;
  }

  /** The cluster's own handle of a job. */
  private static Job job(JobProgress running) throws IOException {
    try {
      Job known = JOBS.get(running.job());
      if (known == null) {
        known = new Cluster(yarn.getConfig()).getJob(JobID.forName(running.job()));
        JOBS.put(running.job(), known);
      }
      return known;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while looking for " + running.job(), e);
    }
  }

  private static final class Quiet implements RunListener {
    @Override
    public void reached(VersionState state, RunManifest manifest) {}

    @Override
    public void progress(JobProgress job) {}
  }

  private static RunOutcome run(Configuration settings, String view, RunListener listener)
      throws Exception {
    Catalog catalog = new Catalog(SharedHBase.connection());
    catalog.create(
        new ViewDefinition(
            view, "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3),
        new byte[][] {"c5".getBytes(StandardCharsets.UTF_8)});
    ScoreRequest request =
        TestRequests.of(
            view,
            "/models/lenient",
            List.of("/data/many.csv"),
            VERSION,
            TestLimits.ofCounts(1, 0.1, 0));
    return new ScoreRun(settings, SharedHBase.connection(), catalog, "test", listener)
        .start(Preflight.of(settings, request, VERSION), true);
  }

  /**
   * The digits ten times, under keys of their own, every seventh without its first pixel, with
   * broken records among them.
   */
  private static void writeManyDigits(org.apache.hadoop.fs.Path file) throws IOException {
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIGITS.resolve("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }
    try (PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(dfs.getFileSystem().create(file), StandardCharsets.UTF_8))) {
      out.print(lines.get(0) + "\n");
      for (int copy = 0; copy < COPIES; copy++) {
        for (int i = 1; i < lines.size(); i++) {
          String line = i % 7 == 0 ? lines.get(i).replaceFirst(",0,", ",,") : lines.get(i);
          out.print("c" + copy + "-" + line + "\n");
          if (i % (2000 * COPIES / BROKEN) == 0) {
            out.print("broken-" + copy + "-" + i + ",x\n");
          }
        }
      }
    }
  }

  private static List<String> rejects(String view) throws IOException {
    FileSystem files = dfs.getFileSystem();
    List<String> lines = new ArrayList<>();
    for (FileStatus file :
        files.listStatus(
            new org.apache.hadoop.fs.Path("/howdah/runs/" + view + "/" + VERSION + "/rejects"))) {
      try (InputStream in = files.open(file.getPath())) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
      }
    }
    return lines;
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
    conf.set("mapreduce.reduce.java.opts", SHORT_JVM + " -Xmx400m " + OPENS);
    conf.set("yarn.app.mapreduce.am.command-opts", SHORT_JVM + " -Xmx400m " + OPENS);
    // one node, on which each container would wait a second or two for heartbeats
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", HEARTBEAT_MILLIS);
    conf.setInt("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", HEARTBEAT_MILLIS);
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

  private static String hadoopJar(String... arguments) throws Exception {
    String classPath =
        without(carriedBy(jar), Files.readString(BUILD.resolve("classpath")).strip());
    Path site = writeSite(yarn.getConfig(), conf, nodeClassPath, folder.resolve("conf"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of((SHORT_JVM + " " + OPENS).split(" ")));
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Djava.io.tmpdir=" + folder,
            "org.apache.hadoop.util.RunJar",
            jar.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("CLASSPATH", site + ":" + classPath);
    Process process = builder.start();
    if (!process.waitFor(300, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
