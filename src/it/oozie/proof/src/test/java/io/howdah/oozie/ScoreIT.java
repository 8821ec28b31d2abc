package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.oozie.client.OozieClient;
import org.apache.oozie.client.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The workflow score: killed and run again, then on bad input, of which the published version is
 * never the victim.
 */
@ExtendWith(SharedSandbox.class)
class ScoreIT {
  private static final String VERSION =
      Long.toString(Instant.parse("2024-01-02T00:00:00Z").toEpochMilli());
  private static Sandbox sandbox;
  private static String good;
  private static FinalApplicationStatus jobOfTheKilledRun;
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
    Properties job = job("2024-01-01", "2024-01-02");
    good = sandbox.oozie.run(job);
    jobOfTheKilledRun = killOnceItsJobRuns(good);
    job.setProperty(OozieClient.RERUN_SKIP_NODES, ",");
    sandbox.oozie.reRun(good, job);
    sandbox.await(good, WorkflowJob.Status.SUCCEEDED);
    assertTheVersionIsServed();
    refused = run("2024-01-01", "2024-02-02", "minRows", "3000", "notify", "operator@example.com");
    older = run("2024-01-01", "2023-12-31");
    unfinished = run("2024-02-01", "2024-02-02");
    empty = run("2024-02-02", "2024-02-03");
    secure = run("2024-01-01", "2024-02-05", "oozie.credentials.skip", "false");
    stranger = run("2024-01-01", "2024-02-04", "user.name", "guest");
  }

  private static Properties job(String day, String asOf, String... more) throws Exception {
    String[] first = {"view", "gated", "input", "${nameNode}/data/gated/" + day, "asOf", asOf};
    return sandbox.job(
        "score", Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new));
  }

  private static String run(String day, String asOf, String... more) throws Exception {
    return sandbox.oozie.run(job(day, asOf, more));
  }

  /** Kills a workflow; how its job ended. */
  private static FinalApplicationStatus killOnceItsJobRuns(String id) throws Exception {
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(sandbox.hadoop.yarnSettings());
      yarn.start();
      ApplicationId scoring =
          Sandbox.await(
                  () -> runningJobOf(id, yarn), Optional::isPresent, none -> id + " has no job")
              .orElseThrow();
      sandbox.oozie.kill(id);
      sandbox.await(id, WorkflowJob.Status.KILLED);
      return Sandbox.await(
          () -> yarn.getApplicationReport(scoring).getFinalApplicationStatus(),
          status -> status != FinalApplicationStatus.UNDEFINED,
          status -> scoring + " is " + status);
    }
  }

  private static Optional<ApplicationId> runningJobOf(String id, YarnClient yarn) throws Exception {
    WorkflowJob workflow = sandbox.oozie.getJobInfo(id);
    assertThat(workflow.getEndTime()).as("%s", Sandbox.describe(workflow)).isNull();
    return yarn.getApplications(Set.of("MAPREDUCE")).stream()
        .filter(report -> report.getName().startsWith("howdah score gated/"))
        .filter(report -> report.getYarnApplicationState() == YarnApplicationState.RUNNING)
        .map(ApplicationReport::getApplicationId)
        .findFirst();
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
  void aRunThatIsKilledTakesItsJobAlongAndGoesOnWhenItIsRunAgain() throws Exception {
    assertThat(jobOfTheKilledRun).isEqualTo(FinalApplicationStatus.KILLED);
    assertThat(sandbox.oozie.getJobInfo(good).getStatus()).isEqualTo(WorkflowJob.Status.SUCCEEDED);
  }

  @Test
  void aGateOfTheUsersOwnCountsInTheTasks() throws Exception {
    Properties data = new Properties();
    data.load(new StringReader(Sandbox.action(sandbox.oozie.getJobInfo(good), "score").getData()));
    assertThat(sandbox.hadoop.read(data.getProperty("report")))
        .containsPattern("(?s)max-certain.{0,200}[1-9]\\d* of 2000 rows");
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
