package io.howdah.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningTest {
  private static final String SHA = "a".repeat(64);
  private static final String OTHER_SHA = "b".repeat(64);
  private static final Tuning.Case HERE = new Tuning.Case(SHA, "nd4j", "EPYC", false);

  @TempDir Path dir;
  private TuningFile file;

  @BeforeEach
  void openTheFileBesideAModel() throws IOException {
    SmallModel model = new SmallModel(dir);
    Configuration conf = new Configuration();
    file =
        new TuningFile(ModelArtifact.open(new org.apache.hadoop.fs.Path(model.path()), conf), conf);
  }

  private static Tuning.Entry entry(Tuning.Case measured, int threads, int batchSize, long at) {
    return new Tuning.Entry(measured, threads, batchSize, 1000.5, 0.25, 1, at);
  }

  @Test
  void readsWhatItWrote() throws Exception {
    Tuning tuning =
        new Tuning(
            List.of(
                entry(HERE, 1, 256, 1_795_000_000_000L),
                entry(new Tuning.Case(SHA, "dl4j", "Xeon", true), 2, 65_536, 7)));
    assertThat(TuningJson.parse(new ByteArrayInputStream(TuningJson.write(tuning).getBytes(UTF_8))))
        .isEqualTo(tuning);
  }

  @Test
  void noFileRecommendsNothingAndSaysNothing() {
    assertThat(file.sizeFor(HERE)).isEqualTo(new TunedSize(java.util.OptionalInt.empty(), ""));
  }

  @Test
  void recommendsWhatWasMeasuredHereAndSaysSo() throws Exception {
    file.add(List.of(entry(HERE, 1, 128, 1_795_000_000_000L)));
    TunedSize found = file.sizeFor(HERE);
    assertThat(found.rows()).hasValue(128);
    assertThat(found.reason())
        .isEqualTo("tuning.json, measured 2026-11-18T11:06:40Z with nd4j on EPYC");
  }

  @Test
  void aNewerMeasurementOfACaseTakesThePlaceOfTheOlder() throws Exception {
    Tuning.Case other = new Tuning.Case(SHA, "dl4j", "EPYC", false);
    file.add(List.of(entry(HERE, 1, 128, 1), entry(other, 1, 64, 1)));
    file.add(List.of(entry(HERE, 1, 512, 2)));
    assertThat(file.read().entries())
        .containsExactly(entry(HERE, 1, 512, 2), entry(other, 1, 64, 1));
    try (var names = Files.list(dir)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .contains("tuning.json")
          .noneMatch(name -> name.startsWith(".tuning.json.") && !name.endsWith(".crc"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b|nd4j|EPYC|false|it is of another model (SHA-256 aaaaaaaa…)",
        "a|onnxruntime|EPYC|false|it has nothing of engine onnxruntime",
        "a|nd4j|Xeon|false|it was measured on another CPU (EPYC)",
        "a|nd4j|EPYC|true|it was not measured on the cluster (howdah tune --on-cluster)",
      })
  void whatWasMeasuredElsewhereIsIgnoredWithAStatedReason(
      String sha, String engine, String cpu, boolean cluster, String reason) throws Exception {
    file.add(List.of(entry(HERE, 1, 128, 1)));
    TunedSize found = file.sizeFor(new Tuning.Case(sha.repeat(64), engine, cpu, cluster));
    assertThat(found.rows()).isEmpty();
    assertThat(found.reason()).isEqualTo("tuning.json is ignored: " + reason);
  }

  @Test
  void onAClusterTheDriversOwnCpuDoesNotMatter() throws Exception {
    file.add(List.of(entry(new Tuning.Case(SHA, "nd4j", "Xeon", true), 1, 64, 1)));
    assertThat(file.sizeFor(new Tuning.Case(SHA, "nd4j", "EPYC", true)).rows()).hasValue(64);
    assertThat(file.sizeFor(HERE).reason())
        .isEqualTo("tuning.json is ignored: it was measured on a cluster, not on this machine");
  }

  @Test
  void manyThreadsRecommendNothingToOne() throws Exception {
    file.add(List.of(entry(HERE, 4, 64, 1)));
    assertThat(file.sizeFor(HERE).reason())
        .isEqualTo("tuning.json is ignored: it has nothing of one thread");
  }

  @Test
  void theOldestEntriesGiveWayInAFullFile() throws Exception {
    List<Tuning.Entry> many = new ArrayList<>();
    for (int i = 1; i <= Tuning.MAX_ENTRIES; i++) {
      many.add(entry(new Tuning.Case(OTHER_SHA, "nd4j", "cpu" + i, false), 1, 1, i));
    }
    file.add(many);
    file.add(List.of(entry(HERE, 1, 2, 1000)));
    assertThat(file.read().entries())
        .hasSize(Tuning.MAX_ENTRIES)
        .contains(entry(HERE, 1, 2, 1000))
        .doesNotContain(many.get(0));
  }

  @Test
  void aBrokenFileStopsNobody() throws Exception {
    Files.writeString(dir.resolve("tuning.json"), "{\"entries\":");
    assertThat(file.sizeFor(HERE).rows()).isEmpty();
    assertThat(file.sizeFor(HERE).reason())
        .startsWith("tuning.json is ignored: Invalid tuning: not JSON: ");
    file.add(List.of(entry(HERE, 1, 128, 1)));
    assertThat(file.sizeFor(HERE).rows()).hasValue(128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batchSize\": 256|batchSize\": 0|entries[0].batchSize: 0 (must be 1 to 65536)",
        "batchSize\": 256|batchSize\": 65537|entries[0].batchSize: 65537 (must be 1 to 65536)",
        "batchSize\": 256|batchSize\": 1e400|entries[0].batchSize: must be a whole number",
        "batchSize\": 256|batchSize\": 99999999999999999999|entries[0].batchSize: must be a whole number",
        "threads\": 1|threads\": \"1\"|entries[0].threads: must be a whole number",
        "p99Millis\": 1|p99Millis\": -1|entries[0].p99Millis: must be a number of at least 0",
        "p99Millis\": 1|more\": 1, \"p99Millis\": 1|entries[0].more: unknown field",
        "cluster\": false|cluster\": 0|entries[0].cluster: must be true or false",
        "engine\": \"nd4j\"|engine\": \"a\\nb\"|entries[0].engine: must be a text of one line, at most 200 characters",
        "\"nd4j\"|[[[[[[[[1]]]]]]]]|nested deeper than 8",
      })
  void aFieldOutOfItsBoundsIsNamed(String from, String to, String problem) {
    String json =
        """
        {"entries": [{"sha256": "%s", "engine": "nd4j", "cpu": "EPYC", "cluster": false,
         "threads": 1, "batchSize": 256, "rowsPerSecond": 5, "p50Millis": 1, "p99Millis": 1,
         "at": 1}]}
        """
            .formatted(SHA);
    assertThat(json).contains(from);
    assertThatThrownBy(
            () ->
                TuningJson.parse(new ByteArrayInputStream(json.replace(from, to).getBytes(UTF_8))))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith(problem);
  }

  @Test
  void aFileThatIsTooLongIsNotRead() {
    byte[] long1 = new byte[TuningJson.MAX_BYTES + 1];
    assertThatThrownBy(() -> TuningJson.parse(new ByteArrayInputStream(long1)))
        .hasMessage("Invalid tuning: longer than 1048576 bytes");
  }
}
