package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.oozie.client.CoordinatorAction;
import org.apache.oozie.client.CoordinatorJob;
import org.apache.oozie.client.Job;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The coordinator, by itself with the workflow lambda and in the bundle with score: a day at a
 * time, when its records are complete, then the events.
 */
@ExtendWith(SharedSandbox.class)
class CoordinatorIT {
  private static Sandbox sandbox;
  private static String daily;
  private static String never;

  @BeforeAll
  static void start(Sandbox shared) throws Exception {
    sandbox = shared;
    String kafka = sandbox.howdah.bootstrapServers();
    Events.send(sandbox.howdah, kafka, "daily-events", "digit-0000", "digit-0001");
    sandbox.putRecords("/data/daily/2024-01-01");
    daily =
        sandbox.run(
            "coordinator.xml",
            "view",
            "daily",
            "inputs",
            "${nameNode}/data/daily",
            "start",
            "2024-01-02T00:00Z",
            "end",
            "2024-01-04T00:00Z",
            "workflow",
            "${howdahHome}/oozie/lambda",
            "topic",
            "daily-events",
            "bootstrapServers",
            kafka);
    never =
        sandbox.run(
            "bundle.xml",
            "view",
            "daily",
            "inputs",
            "${nameNode}/data/never",
            "start",
            "2024-01-02T00:00Z",
            "end",
            "2024-01-03T00:00Z",
            "timeout",
            "1");
  }

  @Test
  void aDayWaitsForItsRecordsAndItsEndIsItsVersion() throws Exception {
    CoordinatorJob job =
        sandbox.awaitDays(
            daily,
            coordinator ->
                coordinator.getActions().size() == 2
                    && status(coordinator, 0) == CoordinatorAction.Status.SUCCEEDED);
    assertThat(status(job, 1)).isEqualTo(CoordinatorAction.Status.WAITING);
    assertThat(job.getActions().get(1).getMissingDependencies())
        .endsWith("/data/daily/2024-01-02/_SUCCESS");

    sandbox.putRecords("/data/daily/2024-01-02");
    sandbox.awaitDays(daily, coordinator -> coordinator.getStatus() == Job.Status.SUCCEEDED);
    assertThat(sandbox.howdah.mustRun("view", "describe", "daily"))
        .contains(millis("2024-01-02T00:00:00Z"), millis("2024-01-03T00:00:00Z"));
  }

  @Test
  void theEventsAnswerAfterTheRecords() throws Exception {
    sandbox.awaitDays(
        daily,
        coordinator ->
            !coordinator.getActions().isEmpty()
                && status(coordinator, 0) == CoordinatorAction.Status.SUCCEEDED);
    // the first digit is an 8; the event says that it looks like the second now, a 4
    assertThat(sandbox.howdah.mustRun("lookup", "daily", "digit-0000", "digit-0001"))
        .containsPattern("digit-0000 +label=4 .* speed")
        .containsPattern("digit-0001 +label=4 .* batch");
  }

  @Test
  void aDayWhoseRecordsNeverComeTimesOut() throws Exception {
    CoordinatorJob late =
        sandbox.awaitDays(
            sandbox.awaitCoordinatorOf(never),
            coordinator -> coordinator.getStatus() == Job.Status.DONEWITHERROR);
    assertThat(status(late, 0)).isEqualTo(CoordinatorAction.Status.TIMEDOUT);
    assertThat(late.getActions().get(0).getMissingDependencies())
        .endsWith("/data/never/2024-01-01/_SUCCESS");
  }

  private static String millis(String time) {
    return Long.toString(Instant.parse(time).toEpochMilli());
  }

  private static CoordinatorAction.Status status(CoordinatorJob job, int action) {
    return job.getActions().get(action).getStatus();
  }
}
