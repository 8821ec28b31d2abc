package io.howdah.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.model.SmallModel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A format of a user's own, known by a line in a jar alone, from plan to lookup. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnFormatIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS = 3_000;

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private Configuration conf;
  private SmallModel model;
  private Path input;

  @BeforeEach
  void writeTheInput() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    model = new SmallModel(folder.resolve("model"));
    input = Files.createDirectory(folder.resolve("input"));
    Random random = new Random(17);
    ByteBuffer records = ByteBuffer.allocate(RECORDS * 17);
    for (int i = 0; i < RECORDS; i++) {
      float x = (float) random.nextGaussian();
      float y = (float) random.nextGaussian();
      int colour = random.nextInt(2);
      String key = String.format("k%07d", i);
      records.put(key.getBytes(US_ASCII)).putFloat(x).putFloat(y).put((byte) colour);
      lines.add(key + "," + x + "," + y + "," + (colour == 0 ? "red" : "green"));
    }
    byte[] all = records.array();
    all[16 + 5 * 17] = 7; // a colour that nobody knows
    Files.write(input.resolve("a"), java.util.Arrays.copyOf(all, 1000 * 17));
    Files.write(input.resolve("b"), java.util.Arrays.copyOfRange(all, 1000 * 17, all.length));
  }

  private String run(int code, String... arguments) {
    CommandResult result = CommandResult.of(conf, arguments);
    assertThat(result.code()).as(result.err()).isEqualTo(code);
    return result.out() + result.err();
  }

  private String[] score(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "score", "fixed", "--model", model.path(), "--input", input.toUri().toString()));
    arguments.addAll(List.of("--format", "fixed", "--as-of", "1000"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @Test
  void isPlannedSplitScoredReportedAndLookedUp() throws Exception {
    assertThat(run(0, "plan", model.path(), "--input", input.toString(), "--format", "fixed"))
        .contains("records     about 3,000 in 2 files");
    run(
        0,
        "view",
        "create",
        "fixed",
        "--task",
        "classification",
        "--sample",
        input.toString(),
        "--key",
        "id",
        "--format",
        "fixed",
        "-D",
        "howdah.view.regions=3");
    // parts that end within a record
    String told = run(0, score("-D", "mapreduce.input.fileinputformat.split.maxsize=4000"));
    assertThat(told).contains("published").contains("UNKNOWN_CATEGORY");
    assertThat(run(0, "view", "report", "fixed", "1000", "--json"))
        .contains("\"format\"", "\"fixed\"");
    for (int i : new int[] {0, 4, 6, 999, 1000, 2999}) {
      float[] outputs = model.outputs(lines.get(i));
      String key = lines.get(i).substring(0, 8);
      JsonNode found = JSON.readTree(run(0, "lookup", "fixed", key, "--json"));
      assertThat(found.at("/fields/label").asText())
          .isEqualTo(outputs[1] > outputs[0] ? "yes" : "no");
      assertThat((float) found.at("/fields/score").asDouble())
          .isCloseTo(Math.max(outputs[0], outputs[1]), within(1e-5f));
    }
    run(1, "lookup", "fixed", lines.get(5).substring(0, 8));
  }

  @Test
  void isNamedInTheHelpAndRefusesWhatMeansNothingInIt() {
    assertThat(run(0, "score", "--help").replaceAll("\\s+", " ")).contains("fixed");
    assertThat(run(2, score("--delimiter", ";")))
        .contains("Invalid option: --delimiter means nothing in fixed (leave it out)");
  }
}
