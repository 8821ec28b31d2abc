package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code howdah-site.xml} as {@code bin/howdah} and as {@code hadoop jar} find it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SiteFileIT {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Path BUILD = Path.of(System.getProperty("howdah.build.directory"));

  @TempDir Path folder;

  private record Result(int code, String said) {}

  @Test
  void binHowdahReadsItAndDAndOptionsOverrideIt() throws Exception {
    String path = System.getenv("PATH");
    site("howdah.batch-size", "64");
    assertThat(score(path).said()).contains("mini-batch  64 rows");
    assertThat(score(path, "-D", "howdah.batch-size=32").said()).contains("mini-batch  32 rows");
    assertThat(score(path, "-D", "howdah.batch-size=32", "--batch-size", "16").said())
        .contains("mini-batch  16 rows");
    site("howdah.batch-sise", "64");
    refusesTheUnknownKey(score(path));
  }

  @Test
  void hadoopJarReadsItFromTheClassPath() throws Exception {
    String path = hadoop() + ":" + System.getenv("PATH");
    site("howdah.batch-size", "64");
    assertThat(score(path).said()).contains("mini-batch  64 rows");
    site("howdah.batch-sise", "64");
    refusesTheUnknownKey(score(path));
  }

  private void refusesTheUnknownKey(Result result) {
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.said())
        .contains(
            "howdah: Invalid setting howdah.batch-sise (from "
                + folder.resolve("howdah-site.xml").toUri().toString().replace("///", "/")
                + "): there is no such key; the nearest is howdah.batch-size");
  }

  private void site(String key, String value) throws IOException {
    Files.writeString(
        folder.resolve("howdah-site.xml"),
        "<configuration><property><name>%s</name><value>%s</value></property></configuration>"
            .formatted(key, value));
  }

  /**
   * A folder with a program that does what Hadoop's own {@code hadoop jar} does: RunJar on the
   * cluster's class path and HADOOP_CLASSPATH.
   */
  private Path hadoop() throws IOException {
    Path program = Files.createDirectories(folder.resolve("bin")).resolve("hadoop");
    Files.writeString(
        program,
        """
        #!/bin/sh
        shift
        CLASSPATH=$HADOOP_CLASSPATH:%s exec "%s/bin/java" -Djava.io.tmpdir=%s \\
          --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED \\
          org.apache.hadoop.util.RunJar "$@"
        """
            .formatted(clusterClassPath(), System.getProperty("java.home"), folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program.getParent();
  }

  /** Everything but what the job jar must bring itself. */
  private static String clusterClassPath() throws IOException {
    try (Stream<Path> files = Files.list(BUILD)) {
      Path jar = files.filter(file -> file.toString().endsWith("-job.jar")).findAny().orElseThrow();
      try (JarFile job = new JarFile(jar.toFile())) {
        Set<String> carried =
            job.stream()
                .map(entry -> entry.getName().replaceFirst("^lib/", ""))
                .collect(Collectors.toSet());
        return Stream.of(Files.readString(BUILD.resolve("classpath")).strip().split(":"))
            .filter(entry -> !carried.contains(Path.of(entry).getFileName().toString()))
            .collect(Collectors.joining(":"));
      }
    }
  }

  private Result score(String path, String... options) throws Exception {
    Path digits = HOME.resolve("src/examples/digits");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            HOME.resolve("bin/howdah").toString(),
            "score",
            "digits",
            "--model",
            digits.resolve("model").toUri().toString(),
            "--input",
            digits.resolve("digits.csv.gz").toUri().toString(),
            "--dry-run"));
    command.addAll(List.of(options));
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("PATH", path);
    builder.environment().put("HOWDAH_CONF_DIR", folder.toString());
    builder.environment().put("HOWDAH_LOCAL_DIR", folder.resolve("local").toString());
    builder.environment().put("HOWDAH_LOG_DIR", folder.resolve("logs").toString());
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Result(process.waitFor(), Files.readString(said));
  }
}
