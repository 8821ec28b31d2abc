package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.model.CardJson;
import io.howdah.model.Drift;
import io.howdah.model.ModelCard;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import io.howdah.record.RecordFormat;
import io.howdah.source.SourceSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code optimize} wrote is what {@code score} scores. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OptimizeIT {
  private static final String RECORDS = "src/examples/digits/digits.csv.gz";

  @TempDir Path folder;

  @Test
  void aViewIsScoredWithEightBits() throws Exception {
    Configuration conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    Path optimized = folder.resolve("digits-int8");
    CommandResult.of(
            conf,
            "optimize",
            "src/examples/digits/model",
            "--input",
            RECORDS,
            "--output",
            optimized.toString(),
            "--variants=int8")
        .assertDone();
    ModelCard card = CardJson.parse(Files.readAllBytes(optimized.resolve("card.json")));
    CommandResult scored =
        CommandResult.of(
            conf,
            "score",
            "optimized-digits",
            "--model",
            optimized.toUri().toString(),
            "--input",
            RECORDS,
            "--create=full");
    scored.assertDone();
    assertThat(scored.out()).contains("PUBLISHED");

    Map<String, String> predicted = predicted(card, optimized.resolve("int8.onnx"), conf);
    assertThat(DigitsAccuracy.of(conf, "optimized-digits", predicted))
        .isEqualTo(new DigitsAccuracy(2000, 2000));
    Map<String, String> truth =
        Files.readAllLines(Path.of("src/examples/digits/labels.csv")).stream()
            .skip(1)
            .map(line -> line.split(",", 2))
            .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));
    Drift drift = card.lineage().orElseThrow().drift();
    assertThat(drift.agreement().orElseThrow()).isGreaterThanOrEqualTo(0.995);
    // the model itself has 1911 right
    assertThat(DigitsAccuracy.of(conf, "optimized-digits", truth).right()).isBetween(1901, 1921);
  }

  /** The label of each key, by the engine alone. */
  private static Map<String, String> predicted(ModelCard card, Path file, Configuration conf)
      throws Exception {
    MiniBatch batch = new MiniBatch(2000, 784);
    new SourceSpec.Text(RecordFormat.of("csv"))
        .open(List.of(RECORDS), 1 << 20, conf)
        .sample(2000)
        .read(card.schema())
        .fill(
            batch,
            (cause, message, source, offset, raw) -> {
              throw new AssertionError(message);
            });
    Scores scores = new Scores(2000, 10);
    try (Predictor predictor = Engines.open(card, file, Engine.ONNXRUNTIME)) {
      predictor.predict(batch, 0, 2000, scores);
    }
    Map<String, String> labels = new java.util.HashMap<>();
    for (int row = 0; row < batch.size(); row++) {
      String key =
          new String(
              batch.keys(), batch.keyStart(row), batch.keyLength(row), StandardCharsets.UTF_8);
      labels.put(key, card.labels().get(scores.argMax(row)));
    }
    return labels;
  }
}
