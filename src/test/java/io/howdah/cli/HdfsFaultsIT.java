package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDump;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a real HDFS can refuse: room, and the right to read. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HdfsFaultsIT {
  private static final java.nio.file.Path DIGITS =
      java.nio.file.Path.of("src/examples/digits").toAbsolutePath();
  private static final int BLOCK = 64 << 10;
  private static final Path RUNS = new Path("/howdah/runs");

  private static java.nio.file.Path folder;
  private static MiniDFSCluster dfs;
  private static DistributedFileSystem files;
  private static Configuration conf;
  private static Catalog catalog;

  @BeforeAll
  static void startHdfs() throws Exception {
    folder =
        Files.createTempDirectory(
            java.nio.file.Path.of(System.getProperty("howdah.build.directory")), "hdfs-");
    conf = SharedHBase.configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    conf.setInt("dfs.blocksize", BLOCK);
    conf.setInt("dfs.namenode.fs-limits.min-block-size", BLOCK);
    dfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    dfs.waitClusterUp();
    files = dfs.getFileSystem();
    catalog = new Catalog(SharedHBase.connection());
    // the cluster's own default file system stays the local one, so name this one in full
    conf.set("fs.defaultFS", "file:///");
  }

  @AfterAll
  static void stopHdfs() {
    dfs.shutdown();
  }

  private static String[] score(String view, long version) {
    return new String[] {
      "score",
      view,
      "--model",
      DIGITS.resolve("model").toString(),
      "--input",
      DIGITS.resolve("digits.csv.gz").toString(),
      "--create",
      "full",
      "--regions",
      "8",
      "--as-of",
      Long.toString(version)
    };
  }

  @Test
  void aRunWhoseRoomEndsWhileItWritesHFilesGoesOnOnceThereIsMore() throws Exception {
    conf.set("howdah.run.staging-dir", files.getUri() + RUNS.toString());
    CommandResult.of(conf, score("roomy", 1000)).assertDone();
    List<String> old = ViewDump.cells(SharedHBase.connection(), "roomy", 1000);
    CommandResult.of(conf, score("roomy", 2000)).assertDone();
    List<String> undisturbed = ViewDump.cells(SharedHBase.connection(), "roomy", 2000);
    CommandResult.of(conf, score("full", 1000)).assertDone();

    // room for the HFiles of some of the eight reducers, which write about 30 KB each
    long used = files.getContentSummary(RUNS).getSpaceConsumed();
    files.setQuota(RUNS, HdfsConstants.QUOTA_DONT_SET, used + 2 * BLOCK);
    CommandResult.of(conf, score("full", 2000))
        .assertFailed(
            "Cannot write: no room is left; free some or raise the quota: ",
            "quota of " + RUNS,
            "howdah score full --resume 2000");
    assertThat(catalog.version("full", 2000).orElseThrow().state()).isEqualTo(VersionState.FAILED);
    assertThat(catalog.published("full")).hasValue(1000);
    assertThat(ViewDump.cells(SharedHBase.connection(), "full", 1000)).isEqualTo(old);
    assertThat(ViewDump.cells(SharedHBase.connection(), "full", 2000)).isEmpty();

    files.setQuota(RUNS, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    CommandResult.of(conf, "score", "full", "--resume", "2000").assertDone();
    assertThat(catalog.published("full")).hasValue(2000);
    assertThat(ViewDump.cells(SharedHBase.connection(), "full", 2000)).isEqualTo(undisturbed);
  }

  @Test
  void anUnreadableFileEndsARunAndIsNamed() throws Exception {
    Path runs = new Path("/visitor/runs");
    files.mkdirs(runs);
    files.setOwner(runs, "visitor", "visitors");
    conf.set("howdah.run.staging-dir", files.getUri() + runs.toString());
    SmallModel model = new SmallModel(folder.resolve("model"));
    for (int i = 0; i < 40; i++) {
      try (OutputStream out = files.create(new Path("/data/part-" + (100 + i) + ".csv"))) {
        out.write((SmallModel.HEADER + "\nk" + i + ",1,2,red\n").getBytes(UTF_8));
      }
    }
    Path first = new Path("/data/part-100.csv");
    Path other = new Path("/data/part-137.csv");
    FsPermission ours = new FsPermission((short) 0600);
    String[] score = {
      "score",
      "unreadable",
      "--model",
      model.path(),
      "--input",
      files.getUri() + "/data",
      "--create",
      "full",
      "--as-of",
      "1000"
    };
    files.setPermission(first, ours);
    asVisitor(score).assertFailed("Permission denied: user=visitor", first.toString());
    assertThat(catalog.versions("unreadable")).isEmpty();

    // beyond the files that are looked into before the run begins
    files.setPermission(first, new FsPermission((short) 0644));
    files.setPermission(other, ours);
    asVisitor(score).assertFailed("Permission denied: user=visitor", other.toString());
    assertThat(catalog.published("unreadable")).isEmpty();
    assertThat(catalog.version("unreadable", 1000).orElseThrow().state())
        .isEqualTo(VersionState.FAILED);

    files.setPermission(other, new FsPermission((short) 0644));
    asVisitor("score", "unreadable", "--resume", "1000").assertDone();
    assertThat(ViewDump.cells(SharedHBase.connection(), "unreadable", 1000)).hasSize(80);
  }

  private static CommandResult asVisitor(String... arguments) {
    return UserGroupInformation.createUserForTesting("visitor", new String[] {"visitors"})
        .doAs((PrivilegedAction<CommandResult>) () -> CommandResult.of(conf, arguments));
  }
}
