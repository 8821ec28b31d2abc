package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.oozie.client.OozieClient;
import org.apache.oozie.client.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A workflow that is killed takes its job along, and goes on when it is run again. */
@ExtendWith(SharedSandbox.class)
class KillIT {
  @Test
  void aRunThatWasKilledGoesOnWhenItIsRunAgain(Sandbox sandbox) throws Exception {
    sandbox.putRecords("/data/killed/2024-01-01");
    Properties job =
        sandbox.job(
            "score",
            "view",
            "killed",
            "input",
            "${nameNode}/data/killed/2024-01-01",
            "asOf",
            "2024-01-02");
    String id = sandbox.oozie.run(job);
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(sandbox.hadoop.yarnSettings());
      yarn.start();
      ApplicationId scoring = awaitJobOf("killed", yarn);
      sandbox.oozie.kill(id);
      sandbox.await(id, WorkflowJob.Status.KILLED);
      assertThat(awaitEndOf(scoring, yarn)).isEqualTo(FinalApplicationStatus.KILLED);
    }
    job.setProperty(OozieClient.RERUN_SKIP_NODES, ",");
    sandbox.oozie.reRun(id, job);
    sandbox.await(id, WorkflowJob.Status.SUCCEEDED);
    assertThat(sandbox.howdah.mustRun("lookup", "killed", "digit-0000"))
        .contains("label=8")
        .contains(Long.toString(Instant.parse("2024-01-02T00:00:00Z").toEpochMilli()));
  }

  private static ApplicationId awaitJobOf(String view, YarnClient yarn) throws Exception {
    while (true) {
      for (ApplicationReport report : yarn.getApplications(Set.of("MAPREDUCE"))) {
        if (report.getName().startsWith("howdah score " + view + "/")
            && report.getYarnApplicationState() == YarnApplicationState.RUNNING) {
          return report.getApplicationId();
        }
      }
      Thread.sleep(100); // YARN's API has nothing to wait on
    }
  }

  private static FinalApplicationStatus awaitEndOf(ApplicationId id, YarnClient yarn)
      throws Exception {
    FinalApplicationStatus status;
    do {
      Thread.sleep(100);
      status = yarn.getApplicationReport(id).getFinalApplicationStatus();
    } while (status == FinalApplicationStatus.UNDEFINED);
    return status;
  }
}
