package io.howdah.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DigitsExampleTest {
  private static final Path FOLDER = Path.of("src/examples/digits");

  @Test
  void theCardNamesTheModelThatLiesBesideIt() throws Exception {
    JsonNode card = new ObjectMapper().readTree(FOLDER.resolve("model/card.json").toFile());
    byte[] model = Files.readAllBytes(FOLDER.resolve("model/digits.zip"));
    assertThat(card.path("sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model)));
  }

  @Test
  void theHeaderNamesTheKeyAndEveryPixelInOrder() throws IOException {
    assertThat(records().get(0))
        .isEqualTo(
            "id,"
                + IntStream.range(0, 784).mapToObj(i -> "p" + i).collect(Collectors.joining(",")));
  }

  @Test
  void everyRecordHasALabelOfTheSameKeyAndPixelsOfOneByte() throws IOException {
    List<String> records = records();
    List<String> labels = Files.readAllLines(FOLDER.resolve("labels.csv"));
    assertThat(records).hasSameSizeAs(labels).hasSize(2_001);
    for (int row = 1; row < records.size(); row++) {
      String[] fields = records.get(row).split(",", -1);
      assertThat(labels.get(row)).matches(fields[0] + ",[0-9]");
      assertThat(fields).hasSize(785);
      for (int i = 1; i < fields.length; i++) {
        assertThat(Integer.parseInt(fields[i])).isBetween(0, 255);
      }
    }
  }

  private static List<String> records() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }
}
