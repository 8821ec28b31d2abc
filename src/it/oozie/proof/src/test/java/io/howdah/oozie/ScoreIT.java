package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.hadoop.fs.Path;
import org.apache.oozie.client.WorkflowJob;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The workflow score on good and on bad input, of which a published version is never the victim.
 */
class ScoreIT {
  private static final String VERSION =
      Long.toString(Instant.parse("2024-01-02T00:00:00Z").toEpochMilli());
  private static Sandbox sandbox;

  @BeforeAll
  static void publishAFirstVersion() throws Exception {
    sandbox = Sandbox.get();
    sandbox.putRecords("/data/digits/2024-01-01");
    WorkflowJob job = sandbox.await(run("2024-01-01", "2024-01-02"));
    assertThat(job.getStatus()).isEqualTo(WorkflowJob.Status.SUCCEEDED);
    assertTheFirstVersionIsServed();
  }

  private static String run(String day, String asOf, String... more) throws Exception {
    String[] all = new String[more.length + 4];
    System.arraycopy(new String[] {"input", "${inputs}/" + day, "asOf", asOf}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return sandbox.run("score", all);
  }

  private static void assertTheFirstVersionIsServed() throws Exception {
    assertThat(sandbox.howdah.mustRun("lookup", "digits", "digit-0000"))
        .contains("label=8")
        .contains(VERSION);
  }

  private static void assertKilled(WorkflowJob job, String node, String... message) {
    assertThat(job.getStatus()).isEqualTo(WorkflowJob.Status.KILLED);
    assertThat(Sandbox.error(job, node)).contains(message);
  }

  @Test
  void badRunsEndInAMessageAndThePublishedVersionIsServedThroughout() throws Exception {
    sandbox.hadoop.write("", "/data/digits/2024-02-02/_SUCCESS");
    sandbox.hadoop.files().mkdirs(new Path("/user/guest"));
    sandbox.hadoop.files().setOwner(new Path("/user/guest"), "guest", "guest");

    String refused = run("2024-01-01", "2024-02-02", "minRows", "3000");
    String older = run("2024-01-01", "2023-12-31");
    String unfinished = run("2024-02-01", "2024-02-02");
    String empty = run("2024-02-02", "2024-02-03");
    String stranger = run("2024-01-01", "2024-02-04", "user.name", "guest");

    assertKilled(
        sandbox.await(refused),
        "refused",
        "E0729: Kept the old version of digits: gate min-rows",
        "/rejects");
    assertKilled(
        sandbox.await(older),
        "failed",
        "E0729: score: Cannot score as of 2023-12-31T00:00:00Z: the published version of view"
            + " digits is newer",
        "howdah view rollback digits");
    assertKilled(
        sandbox.await(unfinished),
        "no-input",
        "E0729: Cannot score digits: there is no hdfs://",
        "/data/digits/2024-02-01/_SUCCESS",
        "oozie job -rerun " + unfinished);
    assertKilled(sandbox.await(empty), "failed", "2024-02-02");
    assertKilled(sandbox.await(stranger), "failed", "guest");
    assertTheFirstVersionIsServed();
  }
}
