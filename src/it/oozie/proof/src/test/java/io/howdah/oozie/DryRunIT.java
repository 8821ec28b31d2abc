package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.Properties;
import org.apache.oozie.client.OozieClient;
import org.apache.oozie.client.OozieClientException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Oozie itself says of the files when they are submitted. */
@ExtendWith(SharedSandbox.class)
class DryRunIT {
  private static final String[] DAY = {"input", "${inputs}/2024-01-01", "asOf", "2024-01-02"};
  private static final String[] EVENTS = {
    "input", "${inputs}/2024-01-01",
    "asOf", "2024-01-02",
    "topic", "events",
    "bootstrapServers", "localhost:9092"
  };
  private static Sandbox sandbox;

  @BeforeAll
  static void start(Sandbox shared) throws Exception {
    sandbox = shared;
  }

  @Test
  void theWorkflowsAreAccepted() throws Exception {
    assertThat(sandbox.oozie.dryrun(sandbox.job("score", DAY))).isEqualTo("OK");
    assertThat(sandbox.oozie.dryrun(sandbox.job("lambda", EVENTS))).isEqualTo("OK");
  }

  @Test
  void theCoordinatorReadsTheDayThatEndsAtTheNominalTime() throws Exception {
    sandbox.hadoop.write("", "/data/dry/2024-01-01/_SUCCESS");
    assertThat(
            sandbox.oozie.dryrun(
                sandbox.job(
                    "coordinator.xml",
                    "inputs",
                    "${nameNode}/data/dry",
                    "start",
                    "2024-01-02T00:00Z",
                    "end",
                    "2024-01-03T00:00Z")))
        .contains("/data/dry/2024-01-01</value>")
        .contains("<value>1704153600000</value>");
  }

  @Test
  void theBundleIsAccepted() throws Exception {
    assertThat(sandbox.oozie.dryrun(sandbox.job("bundle.xml"))).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "score, view",
    "score, input",
    "score, howdahHome",
    "lambda, topic",
    "coordinator.xml, inputs",
    "coordinator.xml, workflow",
    "bundle.xml, start"
  })
  void aMissingParameterIsNamed(String application, String parameter) throws Exception {
    Properties job = sandbox.job(application, EVENTS);
    job.remove(parameter);
    assertThatThrownBy(() -> sandbox.oozie.dryrun(job))
        .isInstanceOf(OozieClientException.class)
        .hasMessageContaining("E0738")
        .hasMessageContaining(parameter);
  }

  @ParameterizedTest
  @CsvSource({
    "score/workflow.xml, to=\"publish\", to=\"nowhere\", E0708",
    "score/workflow.xml, <arg>${view}</arg>, <arg>${veiw}</arg>, E0803",
    "score/workflow.xml, <main-class>, <main>, E0701",
    "coordinator.xml, dataset=\"records\", dataset=\"events\", undefined dataset: events",
    "coordinator.xml, coord:dataIn('day'), coord:dataIn('night'), E1004"
  })
  void aBrokenFileIsRefused(String file, String from, String to, String error) throws Exception {
    String text = Files.readString(sandbox.applications.folder().resolve(file));
    String broken = text.replace(from, to);
    assertThat(broken).isNotEqualTo(text);
    boolean coordinator = file.startsWith("coordinator");
    String folder = "/broken/" + error.replaceAll("\\W", "-");
    sandbox.hadoop.write(broken, folder + (coordinator ? "/coordinator.xml" : "/workflow.xml"));
    Properties job = sandbox.job(coordinator ? "coordinator.xml" : "score", DAY);
    job.setProperty(
        coordinator ? OozieClient.COORDINATOR_APP_PATH : OozieClient.APP_PATH,
        sandbox.hadoop.nameNode() + folder);
    assertThatThrownBy(() -> sandbox.oozie.dryrun(job))
        .isInstanceOf(OozieClientException.class)
        .hasMessageContaining(error);
  }
}
