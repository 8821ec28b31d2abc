package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that {@code bin/howdah} starts from, in a build of its own. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StartArchiveIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final Path BUILD = Path.of(System.getProperty("howdah.build.directory"));

  @TempDir Path folder;

  @BeforeEach
  void makeABuild() throws Exception {
    Path target = Files.createDirectories(folder.resolve("home with a space/target"));
    try (Stream<Path> files = Files.list(BUILD)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("-job.jar")
            || name.endsWith("-onnxruntime.jar")
            || name.equals("classpath")) {
          Files.createSymbolicLink(target.resolve(name), file.toAbsolutePath());
        }
      }
    }
    Files.createDirectories(target.resolveSibling("bin"));
    Files.copy(Path.of("bin/howdah"), program());
    assertThat(program().toFile().setExecutable(true)).isTrue();
    Files.createDirectories(folder.resolve("conf"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("conf/hbase-site.xml"))) {
      SharedHBase.configuration().writeXml(out);
    }
  }

  private Path program() {
    return folder.resolve("home with a space/bin/howdah");
  }

  private int howdah(String options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("HOWDAH_CONF_DIR", folder.resolve("conf").toString());
    builder.environment().put("HOWDAH_LOCAL_DIR", folder.resolve("local").toString());
    builder.environment().put("HOWDAH_LOG_DIR", folder.resolve("logs").toString());
    builder.environment().put("HOWDAH_OPTS", options);
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private String said(String options, String... arguments) throws Exception {
    assertThat(howdah(options, arguments)).isZero();
    return Files.readString(folder.resolve("said"));
  }

  private int score(String options, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "score",
                "archived",
                "--model",
                DIGITS.resolve("model").toString(),
                "--input",
                DIGITS.resolve("digits.csv.gz").toString()));
    arguments.addAll(List.of(more));
    return howdah(options, arguments.toArray(String[]::new));
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("home with a space/target"))) {
      return files.filter(file -> file.toString().contains(".jsa")).sorted().toList();
    }
  }

  @Test
  void onlyARunThatPublishedLeavesItAndAPoorOneIsReplaced() throws Exception {
    Path poor = folder.resolve("home with a space/target/howdah.jsa");
    Files.writeString(poor, "few classes");
    assertThat(howdah("", "score", "--help")).isZero();
    assertThat(howdah("", "score", "archived")).isEqualTo(2);
    assertThat(howdah("", "score", "archived", "--model", "/none", "--input", "/none"))
        .isEqualTo(1);
    assertThat(score("", "--dry-run")).isZero();
    assertThat(archives()).isEmpty();
    assertThat(score("", "--create", "full")).as(Files.readString(folder.resolve("said"))).isZero();
    assertThat(Files.readString(folder.resolve("said"))).doesNotContain("dump to file");
    assertThat(archives()).hasSize(1);
    Path archive = archives().get(0);
    assertThat(Files.size(archive)).isGreaterThan(20L << 20);
    // what a run needs comes from it, whatever else differs
    String said = said("-Dnothing=1 -verbose:class", "view", "describe", "archived");
    assertThat(said).contains("io.howdah.cli.Main source: shared objects file (top)");
    assertThat(
            said.lines().filter(line -> line.contains("source: shared objects file (top)")).count())
        .isGreaterThan(1000);
  }

  @Test
  void anotherJavaHeapHasAnArchiveOfItsOwnAndALogFileMakesNone() throws Exception {
    assertThat(score("", "--create", "full")).isZero();
    assertThat(archives()).hasSize(1);
    assertThat(score("-XX:+UseParallelGC")).as(Files.readString(folder.resolve("said"))).isZero();
    assertThat(archives()).hasSize(2);
    assertThat(score("-Xlog:gc:file=" + folder.resolve("gc.log"))).isZero();
    assertThat(archives()).hasSize(2);
  }

  @Test
  void oneThatWasMadeFromJarsThatChangedSinceIsNotKept() throws Exception {
    Path target = folder.resolve("home with a space/target");
    List<String> jars =
        new ArrayList<>(List.of(Files.readString(target.resolve("classpath")).strip().split(":")));
    Path moved = folder.resolve("moved.jar");
    Files.copy(Path.of(jars.get(0)), moved);
    jars.set(0, moved.toString());
    Files.delete(target.resolve("classpath"));
    Files.writeString(target.resolve("classpath"), String.join(":", jars));
    assertThat(score("", "--create", "full")).isZero();
    List<Path> before = archives();
    assertThat(before).hasSize(1);
    // as a build tool that fetches it anew
    Files.setLastModifiedTime(
        moved, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
    assertThat(score("")).isZero();
    assertThat(archives()).hasSize(2).containsAll(before);
    assertThat(said("-verbose:class", "view", "describe", "archived"))
        .contains("io.howdah.cli.Main source: shared objects file (top)");
  }

  @Test
  void whereThereIsNoJavaOneLineSaysSo() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(program().toString(), "view", "list").redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("no-java").toString());
    Process process = builder.start();
    assertThat(
            new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(
            "howdah: Cannot find "
                + folder.resolve("no-java/bin/java")
                + ": install Java 17, or let JAVA_HOME name its folder\n");
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
