package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OozieActionTest {
  @TempDir Path folder;
  private Path model;
  private OozieAction action;

  @BeforeEach
  void aLauncher() throws IOException {
    model = Path.of("src/examples/digits/model").toAbsolutePath();
    action = new OozieAction(folder.resolve("action.xml"), folder.resolve("output.properties"));
    settings(Map.of());
  }

  private void settings(Map<String, String> settings) throws IOException {
    Configuration conf = new Configuration(false);
    settings.forEach(conf::set);
    try (var out = Files.newOutputStream(action.settings())) {
      conf.writeXml(out);
    }
  }

  private Configuration conf() throws IOException {
    Configuration conf = new Configuration(false);
    action.addTo(conf);
    return conf;
  }

  @Test
  void isKnownByWhatTheLauncherSets() {
    Properties system = new Properties();
    assertThat(OozieAction.of(system)).isEmpty();
    system.setProperty("oozie.action.conf.xml", "/c/action.xml");
    system.setProperty("oozie.action.output.properties", "/c/output.properties");
    assertThat(OozieAction.of(system))
        .contains(new OozieAction(Path.of("/c/action.xml"), Path.of("/c/output.properties")));
  }

  @Test
  void itsSettingsAreThoseOfTheVerbAndOfItsJob() throws IOException {
    settings(Map.of("mapreduce.job.queuename", "night", "howdah.batch-size", "64"));
    assertThat(conf().get("mapreduce.job.queuename")).isEqualTo("night");
    assertThat(conf().get("howdah.batch-size")).isEqualTo("64");
  }

  @Test
  void theLaunchersOwnFilesDoNotGoToTheJob() throws IOException {
    settings(
        Map.of(
            MRJobConfig.CACHE_FILES, "hdfs:///apps/howdah/howdah-job.jar#howdah",
            MRJobConfig.CACHE_FILE_TIMESTAMPS, "1",
            MRJobConfig.CLASSPATH_FILES, "/apps/howdah/hbase/hbase.jar"));
    assertThat(conf().get(MRJobConfig.CACHE_FILES)).isNull();
    assertThat(conf().get(MRJobConfig.CACHE_FILE_TIMESTAMPS)).isNull();
    assertThat(conf().get(MRJobConfig.CLASSPATH_FILES)).isNull();
  }

  @Test
  void itsJobsCarryTheTagByWhichOozieKillsThem() throws IOException {
    settings(Map.of("oozie.child.mapreduce.job.tags", "oozie-1f"));
    assertThat(conf().get(MRJobConfig.JOB_TAGS)).isEqualTo("oozie-1f");
    settings(Map.of("oozie.child.mapreduce.job.tags", "oozie-1f", MRJobConfig.JOB_TAGS, "mine"));
    assertThat(conf().get(MRJobConfig.JOB_TAGS)).isEqualTo("mine,oozie-1f");
  }

  @Test
  void aVerbThatIsDoneLeavesItsExitCode() throws IOException {
    action.run("model", "describe", model.toString());
    Properties data = new Properties();
    try (Reader in = Files.newBufferedReader(action.data())) {
      data.load(in);
    }
    assertThat(data).containsEntry("exitCode", "0");
  }

  @Test
  void whatIsBehindTwoDashesIsNoOptionHereEither() throws IOException {
    assertThatThrownBy(() -> action.run("model", "describe", "--", "-5", "--help"))
        .hasMessage(
            "Invalid arguments: [-5, --help] (must be DIR|FILE) (see: howdah model describe"
                + " --help)");
    assertThatThrownBy(() -> action.run("model", "describe", "-Da=b", "--", "-D", "c=d"))
        .as("the first -D is Hadoop's, the second an argument")
        .hasMessage(
            "Invalid arguments: [-D, c=d] (must be DIR|FILE) (see: howdah model describe --help)");
  }

  @Test
  void badUsageIsOneLineInTheErrorField() {
    assertThatThrownBy(() -> action.run("score", "digits"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot score digits: --model and --input are needed (see: howdah score --help)");
    assertThatThrownBy(() -> action.run("scroe"))
        .hasMessage("Unknown command: scroe (see: howdah --help)");
    assertThatThrownBy(() -> action.run())
        .hasMessage("Failed: howdah ended with exit code 2 (see the output of the launcher)");
    assertThat(action.data()).doesNotExist();
  }

  @Test
  void aFailureIsOneLineInTheErrorField() {
    URI absent = folder.resolve("absent").toUri();
    assertThatThrownBy(() -> action.run("model", "describe", absent.toString()))
        .isInstanceOf(IOException.class)
        .message()
        .contains("absent")
        .hasLineCount(1);
    assertThat(action.data()).doesNotExist();
  }

  @Test
  void anUnknownSettingOfTheWorkflowIsNamedWithItsPlace() throws IOException {
    settings(Map.of("howdah.batch", "64"));
    assertThatThrownBy(() -> action.run("model", "describe", model.toString()))
        .hasMessageStartingWith("Invalid setting howdah.batch (from the Oozie action): there is no")
        .hasMessageContaining("howdah.batch-size");
  }
}
