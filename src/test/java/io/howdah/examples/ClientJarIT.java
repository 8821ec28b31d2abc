package io.howdah.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code howdah-VERSION-client.jar} with what Maven brings along for {@code
 * io.howdah:howdah-client}, and nothing else.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientJarIT {
  private static final Path BUILD = Path.of(System.getProperty("howdah.build.directory"));
  private static final Pattern DEPENDENCY = Pattern.compile(" +(\\S+) +-> (\\S+) +(.+)");

  @TempDir Path folder;

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(BUILD)) {
      return files.filter(file -> file.toString().endsWith("-client.jar")).findAny().orElseThrow();
    }
  }

  /** As the build found it with the client's own pom. */
  private static String dependencies() throws IOException {
    Path file = BUILD.resolve("client/classpath");
    assertThat(file).as("mvn -B -ntp invoker:run@client-classpath makes it").exists();
    return Files.readString(file).strip();
  }

  @Test
  void neitherDeeplearning4jNorMapReduceComesWithIt() throws Exception {
    assertThat(dependencies().split(":"))
        .anyMatch(entry -> entry.contains("/hbase-client-"))
        .noneMatch(entry -> entry.matches(".*/(org/(nd4j|deeplearning4j|bytedeco)|ai/).*"))
        .noneMatch(entry -> entry.matches(".*/hadoop-(mapreduce|yarn|hdfs)-.*"));
  }

  @Test
  void itHasTheClassesThatItNeedsAndNoOther() throws Exception {
    Map<String, Set<String>> needs = new TreeMap<>();
    Set<String> missing = new TreeSet<>();
    for (String line : jdeps().lines().toList()) {
      Matcher found = DEPENDENCY.matcher(line);
      if (found.matches()) {
        needs
            .computeIfAbsent(top(found.group(1)), from -> new TreeSet<>())
            .add(top(found.group(2)));
        if (found.group(3).strip().equals("not found")) {
          missing.add(found.group(2));
        }
      }
    }
    assertThat(missing).isEmpty();
    Set<String> classes;
    try (JarFile jar = new JarFile(jar().toFile())) {
      classes =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
              .map(name -> top(name.replace(".class", "").replace('/', '.')))
              .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }
    assertThat(classes).contains("io.howdah.query.ViewReader", "io.howdah.view.Catalog");
    Deque<String> open = new ArrayDeque<>();
    classes.stream()
        .filter(name -> name.matches("io\\.howdah\\.(view|query)\\.[A-Z]\\w+"))
        .forEach(open::add);
    Set<String> needed = new TreeSet<>();
    while (!open.isEmpty()) {
      String next = open.remove();
      if (next.startsWith("io.howdah.") && needed.add(next)) {
        open.addAll(needs.getOrDefault(next, Set.of()));
      }
    }
    assertThat(classes).isEqualTo(needed);
  }

  private static String jdeps() throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out),
                new PrintWriter(err),
                "-verbose:class",
                "-filter:none",
                "--multi-release",
                "17",
                "-classpath",
                dependencies(),
                jar().toString());
    assertThat(code).as(out + "\n" + err).isZero();
    return out.toString();
  }

  private static String top(String name) {
    return name.replaceFirst("\\$.*", "");
  }

  @Test
  void theDocumentsExampleCompilesAndRunsWithItAlone() throws Exception {
    String classPath = jar() + ":" + dependencies();
    Path source = folder.resolve("Example.java");
    Files.writeString(
        source,
        """
        import io.howdah.query.*;
        import java.time.*;
        import java.util.*;
        import org.apache.hadoop.conf.Configuration;
        import org.apache.hadoop.hbase.HBaseConfiguration;

        class Example {
          public static void main(String[] args) throws Exception {
            Configuration conf = HBaseConfiguration.create();
        %s  }
        }
        """
            .formatted(shown("java", "ViewReader.open(")));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        javax.tools.ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-proc:none",
                "-classpath",
                classPath,
                "-d",
                folder.toString(),
                source.toString());
    assertThat(code).as(said.toString(UTF_8)).isZero();
    try (DigitsView view = DigitsView.publish()) {
      try (OutputStream site = Files.newOutputStream(folder.resolve("hbase-site.xml"))) {
        SharedHBase.configuration().writeXml(site);
      }
      assertThat(run(folder + ":" + classPath)).containsExactlyElementsOf(view.exampleSays());
    }
  }

  /** Without any of the options that {@code bin/howdah} gives to Java. */
  private List<String> run(String classPath) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-classpath",
                classPath,
                "Example")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(Files.readString(err)).isZero();
    return Files.readAllLines(out);
  }

  @Test
  void theDocumentsShowTheCoordinatesThatItIsInstalledWith() throws Exception {
    String pom;
    try (JarFile jar = new JarFile(jar().toFile())) {
      var entry = jar.getEntry("META-INF/maven/io.howdah/howdah-client/pom.xml");
      pom = new String(jar.getInputStream(entry).readAllBytes(), UTF_8);
    }
    assertThat(pom).doesNotContain("${");
    assertThat(coordinates(shown("xml", "<artifactId>howdah-client</artifactId>")))
        .isEqualTo(coordinates(pom))
        .hasSize(3);
  }

  /** The first three of them: groupId, artifactId, version. */
  private static List<String> coordinates(String xml) {
    return Pattern.compile("<(groupId|artifactId|version)>[^<]+<")
        .matcher(xml)
        .results()
        .map(MatchResult::group)
        .limit(3)
        .toList();
  }

  /** The block of code in README or a document that has these words. */
  private static String shown(String language, String words) throws IOException {
    Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> files = Files.list(Path.of("src/site/markdown"))) {
      files.sorted().forEach(documents::add);
    }
    for (Path document : documents) {
      for (MatchResult found : block.matcher(Files.readString(document)).results().toList()) {
        if (found.group(1).contains(words)) {
          return found.group(1);
        }
      }
    }
    throw new AssertionError("No document shows " + words);
  }
}
