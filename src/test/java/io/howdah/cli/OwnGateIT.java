package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.examples.MaxCertain;
import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gate of gates.md, which Howdah's own code does not know: one class and one line. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnGateIT {
  private static final Path DIGITS = Path.of("src/examples/digits").toAbsolutePath();
  private static final String VIEW = "own-gate";

  @TempDir Path folder;
  private Configuration conf;
  private HowdahJvm howdah;
  private Path jar;

  @BeforeEach
  void packTheGate() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    howdah = new HowdahJvm(folder, conf);
    jar = folder.resolve("max-certain.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/io.howdah.gate.Gate"));
      out.write((MaxCertain.class.getName() + "\n").getBytes(UTF_8));
      for (String name : List.of("MaxCertain", "MaxCertain$CertainRows")) {
        out.putNextEntry(new JarEntry("io/howdah/examples/" + name + ".class"));
        try (InputStream in = MaxCertain.class.getResourceAsStream(name + ".class")) {
          in.transferTo(out);
        }
      }
    }
  }

  private HowdahJvm.Result score(String asOf, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-libjars", jar.toString()));
    arguments.addAll(List.of("score", VIEW, "--create", "full", "--as-of", asOf));
    arguments.addAll(List.of("--model", DIGITS.resolve("model").toUri().toString()));
    arguments.addAll(List.of("--input", DIGITS.resolve("digits.csv.gz").toUri().toString()));
    arguments.addAll(List.of(more));
    return howdah.run(arguments.toArray(String[]::new));
  }

  private static JsonNode manifest(long version) throws Exception {
    Catalog catalog = new Catalog(SharedHBase.connection());
    return new ObjectMapper().readTree(catalog.version(VIEW, version).orElseThrow().manifest());
  }

  @Test
  void isAnOptionASettingAVerdictAndALineOfTheReport() throws Exception {
    assertThat(howdah.run("-libjars", jar.toString(), "score", "--help").said())
        .containsPattern(
            "--max-certain <X> +gate: share of rows whose score is 0.95 or more, 0 to 1"
                + "\\s+\\(default 1\\)");

    HowdahJvm.Result refused = score("1000", "--max-certain", "0.01");
    assertThat(refused.code()).as(refused.said()).isEqualTo(3);
    JsonNode manifest = manifest(1000);
    long certain = manifest.at("/histogram/counts/19").asLong();
    assertThat(certain).isBetween(21L, 2000L);
    assertThat(refused.said())
        .contains("  gate max-certain       refused: " + certain + " of 2000 rows, ")
        .contains(" --override-gate max-certain --reason TEXT");
    assertThat(manifest.at("/gates/max-certain/value").asDouble()).isEqualTo(certain / 2000.0);
    assertThat(manifest.at("/request/gates/maxCertain").asDouble()).isEqualTo(0.01);

    HowdahJvm.Result overridden =
        score(
            "2000",
            "-Dhowdah.gate.max-certain=0.01",
            "--override-gate",
            "max-certain",
            "--reason",
            "clear ink");
    assertThat(overridden.code()).as(overridden.said()).isZero();
    assertThat(overridden.said()).contains("max-certain       overridden (clear ink): " + certain);
    assertThat(new Catalog(SharedHBase.connection()).version(VIEW, 2000).orElseThrow().state())
        .isEqualTo(VersionState.PUBLISHED);
    CommandResult report = CommandResult.of(conf, "view", "report", VIEW, "2000");
    report.assertDone();
    assertThat(report.out()).contains("gate max-certain       overridden (clear ink): " + certain);
  }
}
