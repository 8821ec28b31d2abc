package io.howdah.oozie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.oozie.client.CoordinatorAction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Follows {@code oozie/README.md} word by word: runs its commands in their order, in one shell, in
 * a checkout, with the commands of the cluster on the PATH.
 */
@Order(1)
@ExtendWith(SharedSandbox.class)
class ReadmeIT {
  private static final Pattern COMMANDS = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

  private static final String END = "--- end of the commands:";

  private static Sandbox sandbox;
  private static Path checkout;
  private static Path commands;

  @BeforeAll
  static void aReaderWithACheckoutAndACluster(Sandbox shared) throws Exception {
    sandbox = shared;
    Path folder = Path.of(System.getProperty("work")).toAbsolutePath().resolve("reader");
    FileUtils.deleteDirectory(folder.toFile());
    checkout = Files.createDirectories(folder.resolve("checkout"));
    for (String name : List.of("bin", "oozie", "src", "target")) {
      Files.createSymbolicLink(checkout.resolve(name), sandbox.howdah.home().resolve(name));
    }
    // the settings of this place; more regions are more reducers, one JVM each
    Path site = Files.createDirectories(checkout.resolve("conf")).resolve("howdah-site.xml");
    Files.writeString(
        site,
        Files.readString(sandbox.howdah.home().resolve("conf").resolve(site.getFileName()))
            .replace(
                "</configuration>",
                "<property><name>howdah.view.regions</name><value>2</value></property>"
                    + "</configuration>"));
    commands = Files.createDirectories(folder.resolve("bin"));
    Path settings = folder.resolve("hadoop-conf");
    sandbox.hadoop.writeClientSettings(settings.resolve("core-site.xml"));
    Path jars = Path.of(System.getProperty("containers")).toRealPath();
    String java =
        System.getProperty("java.home") + "/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    command(
        "oozie",
        "CLASSPATH='%s' exec %s -Doozie.auth.token.cache=false org.apache.oozie.cli.OozieCLI \"$@\""
            .formatted(System.getProperty("java.class.path"), java));
    command(
        "hdfs",
        "shift; CLASSPATH='%s:%s/hadoop/*' exec %s org.apache.hadoop.fs.FsShell \"$@\""
            .formatted(settings, jars, java));
    command("hbase", "echo %s/hbase/*.jar | tr ' ' ':'".formatted(jars));
    StringBuilder environment = new StringBuilder();
    sandbox
        .howdah
        .environment()
        .forEach((name, value) -> environment.append("export " + name + "='" + value + "'; "));
    command(
        "howdah", environment + "exec " + sandbox.howdah.home().resolve("bin/howdah") + " \"$@\"");
  }

  private static void command(String name, String line) throws IOException {
    Path file = commands.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theCommandsOfTheReadmeWorkInTheirOrder() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-eu")
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .start();
    StringBuilder output = new StringBuilder();
    try (BufferedWriter in = shell.outputWriter(UTF_8);
        BufferedReader out = shell.inputReader(UTF_8)) {
      in.write("PATH=%s:/usr/bin:/bin job= daily=\n".formatted(commands));
      in.write("export PATH OOZIE_URL='%s'\n".formatted(sandbox.server.url()));
      in.write("export HBASE_CONF_DIR='%s'\n".formatted(sandbox.howdah.hbaseSite().getParent()));
      Matcher block =
          COMMANDS.matcher(Files.readString(checkout.resolve("oozie/README.md"), UTF_8));
      while (block.find()) {
        in.write(block.group(1) + "echo \"" + END + " $job $daily\"\n");
        in.flush();
        for (String id : idsAfter(out, output)) {
          assertThat(outcome(id)).as("%s", output).isEqualTo("SUCCEEDED");
        }
        fillIn(checkout.resolve("digits.properties"));
      }
    }
    assertThat(shell.waitFor()).isZero();
    System.out.println(output);
    String first = Long.toString(Instant.parse("2026-01-02T00:00:00Z").toEpochMilli());
    String second = Long.toString(Instant.parse("2026-01-03T00:00:00Z").toEpochMilli());
    assertThat(output)
        .containsPattern("digit-0000 +label=8 .* batch +" + first)
        .containsPattern(second + " .*ROLLED_BACK");
  }

  /** Reads what the commands print; the IDs of what they started. */
  private static List<String> idsAfter(BufferedReader out, StringBuilder output)
      throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(END)) {
        return Stream.of(line.substring(END.length()).split(" "))
            .filter(id -> !id.isEmpty())
            .toList();
      }
      output.append(line).append('\n');
    }
    throw new AssertionError("The shell ended early:\n" + output);
  }

  /** "Write your cluster's nameNode and resourceManager into digits.properties." */
  private static void fillIn(Path properties) throws IOException {
    if (Files.exists(properties)) {
      Files.writeString(
          properties,
          Files.readString(properties)
              .replaceAll("(?m)^nameNode=.*", "nameNode=" + sandbox.hadoop.nameNode())
              .replaceAll(
                  "(?m)^resourceManager=.*",
                  "resourceManager=" + sandbox.hadoop.resourceManager()));
    }
  }

  /**
   * How a workflow or the days of a coordinator ended; a day that waits for its records is fine.
   */
  private static String outcome(String id) throws Exception {
    if (id.endsWith("W")) {
      return sandbox.await(id).getStatus().toString();
    }
    CoordinatorAction day = sandbox.awaitDay(id);
    return day.getStatus() == CoordinatorAction.Status.WAITING
        ? "SUCCEEDED"
        : day.getStatus().toString();
  }
}
