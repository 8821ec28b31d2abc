package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.oozie.client.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The workflow score on good and on bad input, of which the published version is never the victim.
 */
@ExtendWith(SharedSandbox.class)
class ScoreIT {
  private static final String VERSION =
      Long.toString(Instant.parse("2024-01-02T00:00:00Z").toEpochMilli());
  private static Sandbox sandbox;
  private static String refused;
  private static String older;
  private static String unfinished;
  private static String empty;
  private static String stranger;
  private static String secure;

  @BeforeAll
  static void publishAVersionAndStartAllThatIsBad(Sandbox shared) throws Exception {
    sandbox = shared;
    sandbox.putRecords("/data/gated/2024-01-01");
    sandbox.hadoop.write("", "/data/gated/2024-02-02/_SUCCESS");
    sandbox.hadoop.files().mkdirs(new Path("/user/guest"));
    sandbox.hadoop.files().setOwner(new Path("/user/guest"), "guest", "guest");
    sandbox.await(run("2024-01-01", "2024-01-02"), WorkflowJob.Status.SUCCEEDED);
    assertTheVersionIsServed();
    refused = run("2024-01-01", "2024-02-02", "minRows", "3000", "notify", "operator@example.com");
    older = run("2024-01-01", "2023-12-31");
    unfinished = run("2024-02-01", "2024-02-02");
    empty = run("2024-02-02", "2024-02-03");
    secure = run("2024-01-01", "2024-02-05", "oozie.credentials.skip", "false");
    stranger = run("2024-01-01", "2024-02-04", "user.name", "guest");
  }

  private static String run(String day, String asOf, String... more) throws Exception {
    String[] first = {"view", "gated", "input", "${nameNode}/data/gated/" + day, "asOf", asOf};
    return sandbox.run(
        "score", Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new));
  }

  @AfterAll
  static void assertTheVersionIsServed() throws Exception {
    assertThat(sandbox.howdah.mustRun("lookup", "gated", "digit-0000"))
        .contains("label=8")
        .contains(VERSION);
  }

  private static void assertKilled(String id, String node, String... message) throws Exception {
    WorkflowJob job = sandbox.await(id, WorkflowJob.Status.KILLED);
    assertThat(Sandbox.error(job, node)).contains(message);
  }

  @Test
  void aRefusalNamesTheGateThoughNoMailCanBeSent() throws Exception {
    assertKilled(refused, "notify", "EM");
    assertKilled(
        refused,
        "refused",
        "E0729: Kept the old version of gated: version 1706832000000 was refused by gate min-rows:"
            + " 2000 rows written (at least 3000)",
        "/report.html");
  }

  @Test
  void aTimeBeforeThePublishedVersionIsRefused() throws Exception {
    assertKilled(
        older,
        "failed",
        "E0729: score: Cannot score as of 2023-12-31T00:00:00Z: the published version of view gated"
            + " is newer",
        "say so with --as-of");
  }

  @Test
  void aFolderThatIsNotCompleteIsNotScored() throws Exception {
    assertKilled(
        unfinished,
        "no-input",
        "E0729: Cannot score gated: there is no hdfs://",
        "/data/gated/2024-02-01/_SUCCESS",
        "oozie job -rerun " + unfinished);
  }

  @Test
  void aFolderWithoutRecordsIsNotScored() throws Exception {
    assertKilled(
        empty,
        "failed",
        "E0729: score: Invalid input hdfs://",
        "/data/gated/2024-02-02: no records");
  }

  @Test
  void aUserWithoutRightsIsToldWhichToAskFor() throws Exception {
    assertKilled(
        stranger,
        "failed",
        "E0729: score: HBase refuses: Insufficient permissions for user 'guest'",
        "grant 'USER', 'RWC', 'VIEW'");
  }

  @Test
  void credentialsThatOozieDoesNotKnowAreNamed() throws Exception {
    assertKilled(
        secure,
        "failed",
        "E0729: score: JA020: Could not load credentials of type [hbase]",
        "perhaps it was not defined in oozie-site.xml?");
  }
}
