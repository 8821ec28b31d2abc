package io.howdah.oozie;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.oozie.client.OozieClient;
import org.apache.oozie.client.WorkflowJob;
import org.junit.jupiter.api.Test;

class ThinIT {
  @Test
  void help() throws Exception {
    Sandbox s = Sandbox.get();
    for (String[] args : new String[][] {{"--help"}, {"view", "list", "--json"},
      {"score", "digits", "--model", "/data/model", "--input", "/data/digits.csv.gz", "--create", "full"},
      {"view", "list", "--json"}}) {
    s.putAll(s.howdah.home().resolve("src/examples/digits/model"), "/data/model");
    s.put(s.howdah.home().resolve("src/examples/digits/digits.csv.gz"), "/data/digits.csv.gz");
    StringBuilder a = new StringBuilder();
    for (String arg : args) a.append("<arg>").append(arg).append("</arg>");
    Path f = Files.createTempFile("w", ".xml");
    Files.writeString(f, """
      <workflow-app xmlns="uri:oozie:workflow:1.0" name="thin">
        <start to="x"/>
        <action name="x"><java><resource-manager>${resourceManager}</resource-manager><name-node>${nameNode}</name-node>
        <launcher><memory.mb>1024</memory.mb><java-opts>-Djava.io.tmpdir=./tmp -XX:+UseSerialGC --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED</java-opts><env>OMP_NUM_THREADS=1</env></launcher>
        <main-class>org.apache.hadoop.util.RunJar</main-class><arg>howdah</arg>%s
        <file>/apps/howdah/howdah-job.jar#howdah</file><file>/apps/howdah/hbase-site.xml</file>
        <capture-output/></java><ok to="end"/><error to="fail"/></action>
        <kill name="fail"><message>${wf:errorMessage('x')}</message></kill>
        <end name="end"/>
      </workflow-app>
      """.formatted(a));
    s.put(f, "/apps/thin/workflow.xml");
    Properties p = s.oozie.createConfiguration();
    p.setProperty(OozieClient.APP_PATH, s.nameNode() + "/apps/thin");
    p.setProperty("nameNode", s.nameNode());
    p.setProperty("resourceManager", s.hadoop.clientSettings().get("yarn.resourcemanager.address"));
    p.setProperty("oozie.libpath", "/apps/howdah/hbase");
    long t = System.nanoTime();
    WorkflowJob j = s.await(s.oozie.run(p), 180);
    System.out.println((System.nanoTime() - t) / 1e9 + " s " + String.join(" ", args));
    assertThat(j.getStatus()).isEqualTo(WorkflowJob.Status.SUCCEEDED);
    }
  }
}
