package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * {@code bin/howdah} as a user calls it who unpacked {@code howdah-VERSION-bin.tar.gz}: from
 * another folder, with a runtime of its own.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartIT {
  private static final Path BUILD = Path.of(System.getProperty("howdah.build.directory"));
  private static Path folder;
  private static Path home;

  private record Result(int code, String out, String err) {}

  @BeforeAll
  static void unpack() throws Exception {
    folder = Files.createTempDirectory(BUILD, "quick-");
    Path edge = Files.createDirectories(folder.resolve("an edge node"));
    try (Stream<Path> files = Files.list(BUILD)) {
      Path archive =
          files
              .filter(file -> file.toString().endsWith("-bin.tar.gz"))
              .findAny()
              .orElseThrow(
                  () ->
                      new AssertionError(
                          "Cannot find the archive; make it: mvn -B -ntp -DskipTests package"
                              + " assembly:single@bin"));
      assertThat(
              new ProcessBuilder("tar", "xzf", archive.toString(), "-C", edge.toString())
                  .inheritIO()
                  .start()
                  .waitFor())
          .isZero();
    }
    try (Stream<Path> files = Files.list(edge)) {
      home = files.findAny().orElseThrow();
    }
  }

  @AfterAll
  static void stopTheRuntime() throws Exception {
    howdah("", "local", "stop");
    FileUtils.deleteDirectory(home.toFile()); // half a gigabyte
  }

  private static Result howdah(String input, String... arguments) throws Exception {
    return howdah(input, System.getenv("PATH"), List.of(arguments));
  }

  private static Result howdah(String input, String path, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/howdah").toString()));
    command.addAll(arguments);
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("PATH", path);
    builder.environment().put("HOWDAH_LOCAL_DIR", folder.resolve("local").toString());
    builder.environment().put("HOWDAH_LOG_DIR", folder.resolve("logs").toString());
    builder
        .environment()
        .put("HOWDAH_OPTS", "-Duser.home=" + folder + " -Djava.io.tmpdir=" + folder);
    Process process = builder.start();
    if (!process.waitFor(200, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Result(
        process.waitFor(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  @Order(1)
  void theArchiveHasTheJarsThatItsClassPathNames() throws Exception {
    List<String> named =
        List.of(Files.readString(home.resolve("lib/classpath")).strip().split(":"));
    try (Stream<Path> jars = Files.list(home.resolve("lib/local"))) {
      assertThat(jars.map(jar -> "local/" + jar.getFileName()))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  @Order(2)
  void theLinksOfItsDocumentsLeadToFiles() throws Exception {
    Pattern link = Pattern.compile("(?:\\]\\(|src=\")(?!https?:|#)([^)#\"]+)");
    List<Path> missing = new ArrayList<>();
    int links = 0;
    try (Stream<Path> files = Files.walk(home)) {
      for (Path document : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        var found = link.matcher(Files.readString(document));
        while (found.find()) {
          links++;
          Path target = document.resolveSibling(found.group(1)).normalize();
          // the site has its pictures from a folder of their own
          Path picture = home.resolve("src/site/resources").resolve(found.group(1));
          if (!Files.exists(target) && !Files.exists(picture)) {
            missing.add(home.relativize(document).resolve(found.group(1)));
          }
        }
      }
    }
    assertThat(links).isGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  @Test
  @Order(3)
  void whereHadoopIsInstalledItTakesTheJobJarAndNothingOfLibLocal() throws Exception {
    Path hadoop = Files.createDirectories(folder.resolve("path")).resolve("hadoop");
    Files.writeString(hadoop, "#!/bin/sh\nprintf '%s\\n' \"$@\"\necho \"$HADOOP_CLASSPATH\"\n");
    assertThat(hadoop.toFile().setExecutable(true)).isTrue();
    Result result =
        howdah(
            "", hadoop.getParent() + ":" + System.getenv("PATH"), List.of("lookup", "v", "a key"));
    assertThat(result.code()).as(result.err()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(6).startsWith("jar").containsSequence("lookup", "v", "a key");
    assertThat(lines.get(1))
        .startsWith(home.resolve("lib/howdah-").toString())
        .endsWith("-job.jar");
    assertThat(lines.get(5))
        .startsWith(home.resolve("conf") + ":")
        .contains("-onnxruntime.jar")
        .doesNotContain("lib/local");
  }

  @Test
  @Order(4)
  void theQuickstartRunsThrough() throws Exception {
    Result result = howdah("", "quickstart");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("rows written                2,000")
        .containsPattern("digit-0000 +label=8 score=0\\.99")
        .containsPattern("b:label timestamp=.*, value=8")
        .contains("1911 of 2000 right: accuracy 0.9555");
  }

  @Test
  @Order(5)
  void aKeyThatIsNotThereIsExitCodeOne() throws Exception {
    Result result = howdah("", "lookup", "digits", "digit-9999");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("digit-9999           not found");
  }

  @Test
  @Order(6)
  void rollbackBringsThePreviousVersionBackInLookupAndInTheShell() throws Exception {
    String published = versions().get(0);
    Path digits = home.resolve("src/examples/digits");
    // every record once more, under the keys of the version before, as if all were one digit
    Path second = folder.resolve("second.csv");
    Files.writeString(second, allAsTheFirst(digits.resolve("digits.csv.gz")));
    Result again =
        howdah(
            "",
            "score",
            "digits",
            "--model",
            digits.resolve("model").toString(),
            "--input",
            second.toString(),
            "--override-gate",
            "max-score-psi",
            "--override-gate",
            "max-label-psi",
            "--override-gate",
            "max-lost",
            "--override-gate",
            "min-agreement",
            "--reason",
            "all one digit, to see which version answers");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(howdah("", "lookup", "digits", "digit-0001").out()).contains("label=8");
    assertThat(howdah("get 'digits', 'digit-0001'\n", "shell").out()).contains("value=8");
    Result back = howdah("", "view", "rollback", "digits");
    assertThat(back.out()).contains("rolled back view digits to version " + published);
    assertThat(howdah("", "lookup", "digits", "digit-0001").out()).contains("label=4");
    assertThat(howdah("get 'digits', 'digit-0001'\n", "shell").out())
        .contains("value=4")
        .doesNotContain("value=8");
  }

  private static List<String> versions() throws Exception {
    return howdah("", "view", "describe", "digits")
        .out()
        .lines()
        .filter(line -> line.startsWith("*"))
        .map(line -> List.of(line.split(" +")).get(1))
        .toList();
  }

  private static String allAsTheFirst(Path file) throws Exception {
    try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(file))) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().limit(11).toList();
      String pixels = lines.get(1).substring(lines.get(1).indexOf(','));
      StringBuilder text = new StringBuilder(lines.get(0)).append('\n');
      for (String line : lines.subList(1, lines.size())) {
        text.append(line, 0, line.indexOf(',')).append(pixels).append('\n');
      }
      return text.toString();
    }
  }

  @Test
  @Order(7)
  void withLambdaEventsTakeOverFromTheBatchViewAndItFromThem() throws Exception {
    Result result = howdah("", "quickstart", "--lambda");
    assertThat(result.code()).as(result.err()).isZero();
    List<String> first = answers(result.out(), "digit-0000");
    assertThat(first).hasSize(3);
    // digit-0000 gets the picture of digit-0005
    String later = howdah("", "lookup", "digits", "digit-0005").out();
    String label = answers(later, "digit-0005").get(0).replaceAll(".* (label=[0-9]) .*", "$1");
    assertThat(label).isNotEqualTo("label=8");
    assertThat(first.get(0)).contains(" label=8 ", " batch ");
    assertThat(first.get(1)).contains(" " + label + " ", " speed ");
    assertThat(first.get(2)).contains(" " + label + " ", " batch ");
    assertThat(howdah("", "local", "status").out()).contains("Kafka 127.0.0.1:");
  }

  private static List<String> answers(String out, String key) {
    return out.lines().filter(line -> line.matches(key + " +label=.*")).toList();
  }

  @Test
  @Order(8)
  void mistakesAreOneLineAndAnExitCode() throws Exception {
    Result unknown = howdah("", "scor");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("howdah: Unknown command: scor");
    Result usage = howdah("", "score", "digits");
    assertThat(usage.code()).isEqualTo(2);
    assertThat(usage.err()).contains("--model and --input are needed");
    Result view = howdah("", "lookup", "nothing", "key");
    assertThat(view.code()).isEqualTo(1);
    assertThat(view.err())
        .contains("Cannot find view nothing; create it with: howdah view create nothing");
  }

  @Test
  @Order(9)
  void theDataSurviveARestart() throws Exception {
    assertThat(howdah("", "local", "stop").code()).isZero();
    assertThat(howdah("", "local", "status").code()).isEqualTo(1);
    assertThat(howdah("", "local", "start").out()).contains("running as process");
    assertThat(howdah("", "lookup", "digits", "digit-0042").out()).contains("label=1");
  }
}
