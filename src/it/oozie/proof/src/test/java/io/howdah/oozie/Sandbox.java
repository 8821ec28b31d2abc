package io.howdah.oozie;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.oozie.client.OozieClient;
import org.apache.oozie.client.WorkflowAction;
import org.apache.oozie.client.WorkflowJob;
import org.apache.oozie.service.Services;
import org.apache.oozie.service.ShareLibService;

/** A cluster with everything that a scheduled run needs: HDFS, YARN, HBase, Kafka and Oozie. */
final class Sandbox {
  private static final String ME = System.getProperty("user.name");
  private static Sandbox shared;

  final HadoopCluster hadoop;
  final Howdah howdah;
  final OozieServer server;
  final OozieClient oozie;

  private Sandbox(HadoopCluster hadoop, Howdah howdah, OozieServer server) {
    this.hadoop = hadoop;
    this.howdah = howdah;
    this.server = server;
    this.oozie = new OozieClient(server.url());
  }

  /** One for all tests of this JVM, started by the first that asks, stopped as the JVM ends. */
  static synchronized Sandbox get() throws Exception {
    if (shared == null) {
      shared = start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> shared.stop()));
    }
    return shared;
  }

  private static Sandbox start() throws Exception {
    Path work = Path.of(System.getProperty("work")).toAbsolutePath();
    Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    Path containers = Path.of(System.getProperty("containers")).toRealPath();
    long begin = System.nanoTime();
    Howdah howdah =
        Howdah.start(
            Path.of(System.getProperty("howdah.home")).toRealPath(), work.resolve("howdah"));
    begin = tell("HBase and Kafka", begin);
    HadoopCluster hadoop = HadoopCluster.start(work, containers.resolve("hadoop"));
    begin = tell("Hadoop", begin);
    Path home = work.resolve("oozie");
    hadoop.writeClientSettings(home.resolve("conf/hadoop-conf/core-site.xml"));
    String shareLib = "/user/" + ME + "/share/lib";
    OozieServer server = OozieServer.start(home, shareLib);
    Sandbox sandbox = new Sandbox(hadoop, howdah, server);
    sandbox.putAll(
        Path.of(System.getProperty("sharelib")), shareLib + "/lib_20260101000000/oozie");
    Services.get().get(ShareLibService.class).updateShareLib();
    tell("Oozie", begin);
    sandbox.putAll(containers.resolve("hbase"), "/apps/howdah/hbase");
    sandbox.put(howdah.hbaseSite(), "/apps/howdah/hbase-site.xml");
    sandbox.put(howdah.jobJar(), "/apps/howdah/howdah-job.jar");
    begin = tell("deployed", begin);
    return sandbox;
  }

  private static long tell(String what, long begin) {
    long now = System.nanoTime();
    System.out.printf("%s: %.1f s%n", what, (now - begin) / 1e9);
    return now;
  }

  private void stop() {
    try {
      server.close();
      hadoop.close();
      howdah.close();
    } catch (Exception e) {
      e.printStackTrace();
    }
  }

  FileSystem files() throws IOException {
    return hadoop.files();
  }

  String nameNode() {
    return hadoop.clientSettings().get("fs.defaultFS");
  }

  void put(Path file, String target) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(target);
    files().mkdirs(path.getParent());
    files().copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(file.toUri()), path);
  }

  void putAll(Path folder, String target) throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.toList();
    }
    for (Path entry : entries) {
      put(entry, target + "/" + entry.getFileName());
    }
  }

  /** Waits for a workflow to end, and prints how its actions did. */
  WorkflowJob await(String id, long seconds) throws Exception {
    long limit = System.nanoTime() + seconds * 1_000_000_000L;
    WorkflowJob job = oozie.getJobInfo(id);
    while (job.getStatus() == WorkflowJob.Status.PREP
        || job.getStatus() == WorkflowJob.Status.RUNNING) {
      if (System.nanoTime() > limit) {
        throw new IOException(describe(job) + ": still running after " + seconds + " s");
      }
      Thread.sleep(250); // Oozie's API has nothing to wait on
      job = oozie.getJobInfo(id);
    }
    System.out.println(describe(job));
    return job;
  }

  static String describe(WorkflowJob job) {
    StringBuilder text = new StringBuilder(job.getAppName() + " " + job.getStatus());
    for (WorkflowAction action : job.getActions()) {
      text.append("\n  ").append(action.getName()).append(' ').append(action.getStatus());
      text.append(' ').append(action.getExternalId());
      if (action.getErrorMessage() != null) {
        text.append(' ').append(action.getErrorCode()).append(": ").append(action.getErrorMessage());
      }
      if (action.getData() != null) {
        text.append(' ').append(action.getData().replace('\n', ' '));
      }
    }
    return text.toString();
  }

  static Properties properties(String... namesAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties;
  }
}
