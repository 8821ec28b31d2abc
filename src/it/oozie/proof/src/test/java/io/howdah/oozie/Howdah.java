package io.howdah.oozie;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * The product's own command line, in processes of their own, with an embedded runtime that is the
 * HBase of the cluster.
 *
 * @param home the checkout
 * @param work folder of the runtime, settings and logs
 */
record Howdah(Path home, Path work) implements AutoCloseable {
  private static final long LIMIT_SECONDS = 240;

  /** HBase asks who may do what; it believes what name a client calls itself by. */
  private static final String ACCESS_CONTROL =
      """
      <configuration>
        <property><name>hbase.security.authorization</name><value>true</value></property>
        <property><name>hbase.superuser</name><value>%1$s</value></property>
        <property><name>hbase.coprocessor.master.classes</name><value>%2$s</value></property>
        <property><name>hbase.coprocessor.region.classes</name><value>%2$s</value></property>
        <property><name>hbase.coprocessor.regionserver.classes</name><value>%2$s</value></property>
      </configuration>
      """
          .formatted(
              System.getProperty("user.name"),
              "org.apache.hadoop.hbase.security.access.AccessController");

  /** How a command ended. */
  record Result(int code, String output) {}

  /** Starts HBase and Kafka. */
  static Howdah start(Path home, Path work) throws Exception {
    Howdah howdah = new Howdah(home, work);
    Files.createDirectories(howdah.conf());
    if (Files.exists(howdah.work().resolve("local"))) {
      howdah.close(); // a test JVM before this one was killed
      FileUtils.deleteDirectory(howdah.work().resolve("local").toFile());
    }
    Files.writeString(
        howdah.conf().resolve("howdah-site.xml"),
        """
        <configuration>
          <property><name>howdah.view.regions</name><value>1</value></property>
          <property><name>howdah.run.lease-seconds</name><value>15</value></property>
        </configuration>
        """);
    Files.writeString(howdah.conf().resolve("hbase-site.xml"), ACCESS_CONTROL);
    Runtime.getRuntime().addShutdownHook(new Thread(howdah::stopLeftovers));
    howdah.mustRun("local", "start", "--with-kafka");
    return howdah;
  }

  /** Where the tests were broken off; the servers are no children of this JVM. */
  private void stopLeftovers() {
    if (Files.exists(work.resolve("local/local.pid"))
        || Files.exists(work.resolve("local/kafka.pid"))) {
      try {
        close();
      } catch (Exception e) {
        e.printStackTrace();
      }
    }
  }

  /** Of the clients of HBase. */
  Path hbaseSite() {
    return work.resolve("local/conf/hbase-site.xml");
  }

  /** Folder of the settings of this place. */
  Path conf() {
    return work.resolve("conf");
  }

  /** Handwritten digits, and a network that knows them. */
  Path example() {
    return home.resolve("src/examples/digits");
  }

  Path jobJar() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("howdah-.*-job\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("Cannot find the job jar in " + home + "/target"));
    }
  }

  /** Kafka's address. */
  String bootstrapServers() throws IOException, InterruptedException {
    String status = mustRun("local", "status");
    Matcher address = Pattern.compile("Kafka (\\S+:\\d+)").matcher(status);
    if (!address.find()) {
      throw new IOException("Cannot find Kafka's address in: " + status);
    }
    return address.group(1);
  }

  Map<String, String> environment() {
    return Map.of(
        "HOWDAH_LOCAL_DIR", work.resolve("local").toString(),
        "HOWDAH_CONF_DIR", conf().toString(),
        "HOWDAH_LOG_DIR", work.resolve("logs").toString(),
        "OMP_NUM_THREADS", "1",
        // of the servers, too: the tests end before Java's slow compiler pays off
        "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/howdah").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    // not a hadoop that happens to be installed
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    Path output = Files.createTempFile(Files.createDirectories(work), "howdah-", ".out");
    builder.redirectOutput(output.toFile());
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " did not end in time");
    }
    return new Result(process.exitValue(), Files.readString(output, UTF_8));
  }

  String mustRun(String... arguments) throws IOException, InterruptedException {
    Result result = run(arguments);
    if (result.code() != 0) {
      throw new IOException("howdah " + String.join(" ", arguments) + ": " + result);
    }
    return result.output();
  }

  @Override
  public void close() throws Exception {
    mustRun("local", "stop");
  }
}
