package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.EmbeddedHBase;
import io.howdah.model.SmallModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.security.access.AccessControlClient;
import org.apache.hadoop.hbase.security.access.AccessController;
import org.apache.hadoop.hbase.security.access.Permission.Action;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users with and without rights, on an HBase that checks them. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessRightsIT {
  private static final String VIEW = "guarded";
  private static final UserGroupInformation GUEST = UserGroupInformation.createRemoteUser("guest");

  @TempDir static Path folder;
  private static EmbeddedHBase hbase;
  private static Configuration conf;
  private static List<String> score;

  @BeforeAll
  static void publishAViewAsItsOwner() throws Exception {
    DefaultMetricsSystem.setMiniClusterMode(true); // the shared HBase runs in this JVM too
    Configuration base = new Configuration();
    base.setBoolean("hbase.security.authorization", true);
    base.setBoolean("hbase.security.exec.permission.checks", true);
    for (String where : List.of("master", "region", "regionserver")) {
      base.set("hbase.coprocessor." + where + ".classes", AccessController.class.getName());
    }
    base.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    hbase = EmbeddedHBase.start(folder.resolve("hbase"), 0, base);
    conf = hbase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    Path input = folder.resolve("records.csv");
    Files.write(input, List.of(SmallModel.HEADER, "a,1,2,red", "b,2,1,green"));
    score =
        List.of(
            "score",
            VIEW,
            "--model",
            new SmallModel(folder.resolve("model")).path(),
            "--input",
            input.toUri().toString());
    CommandResult.of(conf, "view", "create", VIEW, "--task", "classification").assertDone();
    CommandResult.of(conf, score.toArray(String[]::new)).assertDone();
  }

  @AfterAll
  static void stop() throws Exception {
    hbase.close();
  }

  private static CommandResult asGuest(String... arguments) throws Exception {
    return GUEST.doAs(
        (PrivilegedExceptionAction<CommandResult>) () -> CommandResult.of(conf, arguments));
  }

  private static void grant(String table, Action... actions) throws Exception {
    try (Connection owner = ConnectionFactory.createConnection(conf)) {
      AccessControlClient.grant(owner, TableName.valueOf(table), "guest", null, null, actions);
    } catch (Throwable e) { // as it is declared
      throw new AssertionError(e);
    }
  }

  @Test
  void aUserWithoutRightsIsToldWhichToAskForAndThoseSuffice() throws Exception {
    asGuest("lookup", VIEW, "a").assertFailed("HBase refuses: ", "guest", "grant 'USER', 'RWC'");
    asGuest(score.toArray(String[]::new)).assertFailed("HBase refuses: ", "guest");

    grant("howdah", Action.READ, Action.WRITE);
    asGuest(score.toArray(String[]::new))
        .assertFailed("HBase refuses: ", "guest", VIEW, "action=CREATE", "--resume");

    grant(VIEW, Action.READ, Action.WRITE, Action.CREATE);
    // puts: this guest's HFiles on the local disk are not his but this process's
    List<String> puts = new ArrayList<>(score);
    puts.addAll(List.of("--writer", "puts"));
    CommandResult scored = asGuest(puts.toArray(String[]::new));
    scored.assertDone();
    assertThat(scored.out()).contains("PUBLISHED");
    asGuest("lookup", VIEW, "a").assertDone();
    asGuest("view", "rollback", VIEW).assertDone();
  }
}
