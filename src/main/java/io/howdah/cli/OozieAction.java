package io.howdah.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.commons.io.output.TeeOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verb as an action of an Oozie workflow, in the JVM of Oozie's launcher: it takes the action's
 * settings, leaves action data, and throws what Oozie shows as the action's error. It never ends
 * the JVM, which is the launcher's.
 *
 * @param settings of the action: the workflow's {@code <configuration>} over those of Oozie
 * @param data where Oozie looks for the action data
 */
record OozieAction(Path settings, Path data) {
  private static final Logger LOG = LoggerFactory.getLogger(OozieAction.class);

  /** By these YARN finds applications. */
  private static final String JOB_TAGS = "mapreduce.job.tags";

  /** With it Oozie finds the jobs of an action that is killed. */
  private static final String TAG = "oozie.child.mapreduce.job.tags";

  /** Files of the launcher; the job of a verb brings its own. */
  private static final List<String> LAUNCHERS_OWN =
      List.of("mapreduce.job.cache.", "mapreduce.job.classpath.");

  private static final List<Integer> DONE = List.of(0, Main.REFUSED);

  /** The action that this JVM runs, if it is a launcher's. */
  static Optional<OozieAction> of(Properties system) {
    String settings = system.getProperty("oozie.action.conf.xml");
    String data = system.getProperty("oozie.action.output.properties");
    return settings == null || data == null
        ? Optional.empty()
        : Optional.of(new OozieAction(Path.of(settings), Path.of(data)));
  }

  /**
   * Runs the verb. A gate's refusal is no error: the workflow reads it from the action data.
   *
   * @throws IOException of one line, for Oozie's error field
   */
  void run(String... arguments) throws IOException {
    ActionData printed = new ActionData();
    int code;
    Configuration conf = Main.settings();
    try {
      addTo(conf);
      Main verbs = new Main(Commands.all());
      verbs.setConf(conf);
      code =
          verbs.perform(
              Main.withoutGenericOptions(conf, arguments),
              new PrintStream(
                  new TeeOutputStream(System.out, printed), true, StandardCharsets.UTF_8));
    } catch (Exception | Error e) {
      LOG.error("{} failed", String.join(" ", arguments), e);
      throw new IOException(Main.oneLine(e, conf), e);
    }
    if (!DONE.contains(code)) {
      throw new IOException(
          "Failed: "
              + String.join(" ", "howdah", String.join(" ", arguments)).strip()
              + " ended with exit code "
              + code
              + " (see the output of the launcher)");
    }
    Files.write(data, printed.file(code));
  }

  /** Adds the action's settings, and the tag with which Oozie finds the jobs of the verb. */
  void addTo(Configuration conf) throws MalformedURLException {
    Configuration action = new Configuration(false);
    action.addResource(settings.toUri().toURL());
    for (Map.Entry<String, String> setting : action) {
      if (LAUNCHERS_OWN.stream().noneMatch(setting.getKey()::startsWith)) {
        conf.set(setting.getKey(), setting.getValue(), "the Oozie action");
      }
    }
    String tag = action.get(TAG);
    if (tag != null) {
      String own = action.get(JOB_TAGS, "");
      conf.set(JOB_TAGS, own.isBlank() ? tag : own + "," + tag, "the Oozie action");
    }
  }
}
