package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.cli.options.UsageException;
import io.howdah.local.SharedHBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of views against a real HBase. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewCommandsIT {
  @TempDir Path dir;
  private int code;

  private String run(Command command, String... arguments) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    code =
        Invocation.of(
                command,
                arguments,
                SharedHBase.configuration(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err)
            .run();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static List<String> startKeys(String view) throws Exception {
    try (var regions = SharedHBase.connection().getRegionLocator(TableName.valueOf(view))) {
      return List.of(regions.getStartKeys()).stream().map(Bytes::toString).toList();
    }
  }

  @Test
  void aViewIsSplitByTheQuantilesOfASample() throws Exception {
    Path csv = dir.resolve("sample.csv");
    Files.write(
        csv, IntStream.range(0, 1000).mapToObj(i -> String.format("k%03d;%d", i, i)).toList());
    String said =
        run(
            new ViewCreateCommand(),
            "sampled",
            "--task=regression",
            "--sample=" + csv.toUri(),
            "--key=id",
            "--delimiter=;",
            "--columns=id,x",
            "--regions=4");
    assertThat(said).isEqualTo("created view sampled, 4 regions\n");
    assertThat(startKeys("sampled")).containsExactly("", "k250", "k500", "k750");
  }

  @Test
  void aSampleWithoutTheKeyIsRefusedAndMakesNoView() throws Exception {
    Path csv = Files.writeString(dir.resolve("sample.csv"), "id,x\na,1\n");
    assertThatThrownBy(
            () ->
                run(
                    new ViewCreateCommand(),
                    "keyless",
                    "--task=regression",
                    "--sample=" + csv.toUri(),
                    "--key=name"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Cannot find column name in the header: id, x");
    assertThat(run(new ViewListCommand())).doesNotContain("keyless");
  }

  @Test
  void programsReadAViewAsJson() throws Exception {
    run(
        new ViewCreateCommand(),
        "plain",
        "--task=classification",
        "--valid-for=1d",
        "--retain=5",
        "--splits=g,m");
    assertThat(startKeys("plain")).containsExactly("", "g", "m");
    String definition =
        "'view':'plain','task':'classification','mode':'full','retain':5,"
            + "'validForMillis':86400000,'published':null";
    assertThat(json(run(new ViewDescribeCommand(), "plain", "--json")))
        .isEqualTo(json(("{" + definition + ",'versions':[]}").replace('\'', '"')));
    assertThat(code).isZero();
    assertThat(json(run(new ViewStatusCommand(), "plain", "--json")))
        .isEqualTo(
            json(
                ("{" + definition + ",'ageMillis':null,'stale':true,'met':false}")
                    .replace('\'', '"')));
    assertThat(code).isEqualTo(3);
    assertThat(run(new ViewListCommand(), "--json").lines().map(this::view)).contains("plain");
    assertThat(run(new ViewStatusCommand(), "plain"))
        .isEqualTo("view plain: no version is published\n");
  }

  private String view(String line) {
    try {
      return json(line).get("view").asText();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
