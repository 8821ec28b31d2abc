package io.howdah.oozie;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.oozie.client.OozieClient;

/**
 * The folder {@code oozie/} of the product, deployed as its README says, but in a place of its own:
 * the README's is that of the test that follows it.
 *
 * @param folder where it lies in the checkout
 * @param home in HDFS, with the name node
 */
record Applications(Path folder, String home) {
  private static final String HOME = "/proof/howdah";
  private static final String MODEL = "/proof/models/digits";

  private static final String SCORE = "score/workflow.xml";

  /** The tasks of a job run in its application master, without a JVM each: not so in ReadmeIT. */
  private static final String UBER =
      "<property><name>mapreduce.job.ubertask.enable</name><value>true</value></property>";

  /** Deploys all that a run needs. */
  static Applications deploy(Howdah howdah, Path hbaseJars, HadoopCluster hadoop)
      throws IOException {
    Path folder = howdah.home().resolve("oozie");
    hadoop.put(howdah.jobJar(), HOME + "/howdah-job.jar");
    hadoop.putAll(hbaseJars, HOME + "/hbase");
    hadoop.put(howdah.hbaseSite(), HOME + "/conf/hbase-site.xml");
    hadoop.put(howdah.conf().resolve("howdah-site.xml"), HOME + "/conf/howdah-site.xml");
    hadoop.put(
        OwnGate.jar(howdah.home(), howdah.work().resolve("max-certain.jar")),
        HOME + "/extensions/max-certain.jar");
    hadoop.putAll(folder, HOME + "/oozie");
    hadoop.write(
        Files.readString(folder.resolve(SCORE)).replaceFirst("<configuration>", "$0" + UBER),
        HOME + "/oozie/" + SCORE);
    hadoop.putAll(howdah.example().resolve("model"), MODEL);
    return new Applications(folder, hadoop.nameNode() + HOME);
  }

  /**
   * The job's properties as the reader of the README fills them in, those that are given last
   * instead of the file's; null takes one away.
   */
  Properties job(HadoopCluster hadoop, String application, String... namesAndValues)
      throws IOException {
    Properties file = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve("job.properties"))) {
      file.load(in);
    }
    file.setProperty(OozieClient.USER_NAME, System.getProperty("user.name"));
    file.setProperty("nameNode", hadoop.nameNode());
    file.setProperty("resourceManager", hadoop.resourceManager());
    file.setProperty("howdahHome", home);
    file.setProperty("model", "${nameNode}" + MODEL);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] == null) {
        file.remove(namesAndValues[i]);
      } else {
        file.setProperty(namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    file.setProperty(
        application.equals("bundle.xml")
            ? OozieClient.BUNDLE_APP_PATH
            : application.equals("coordinator.xml")
                ? OozieClient.COORDINATOR_APP_PATH
                : OozieClient.APP_PATH,
        home + "/oozie/" + application);
    // as Oozie's server resolves what the command line sends
    Configuration resolved = new Configuration(false);
    file.forEach((name, value) -> resolved.set((String) name, (String) value));
    Properties job = new Properties();
    file.stringPropertyNames().forEach(name -> job.setProperty(name, resolved.get(name)));
    return job;
  }
}
