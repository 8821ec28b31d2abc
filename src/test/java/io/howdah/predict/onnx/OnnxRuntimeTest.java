package io.howdah.predict.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.CardJson;
import io.howdah.model.Fingerprint;
import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading the native library, each time in a JVM of its own. */
class OnnxRuntimeTest {
  /** What the other JVM runs. */
  static final class ScoreOneRow {
    private ScoreOneRow() {}

    /**
     * @param arguments the model's file, its card
     */
    public static void main(String[] arguments) throws Exception {
      ModelCard card = CardJson.parse(Files.readAllBytes(Path.of(arguments[1])));
      try (Predictor predictor = Engines.open(card, Path.of(arguments[0]), Engine.ONNXRUNTIME)) {
        MiniBatch batch = new MiniBatch(1, 2);
        batch.feature(0, -3);
        batch.feature(1, 5);
        Scores scores = new Scores(1, 2);
        predictor.predict(batch, 0, 1, scores);
        System.out.println("scores " + scores.at(0, 0) + " " + scores.at(0, 1));
      }
    }
  }

  @TempDir Path dir;

  @BeforeEach
  void writeAModel() throws Exception {
    OnnxGraph graph = new OnnxGraph();
    String result = graph.node("Relu", OnnxGraph.INPUT).add();
    Path file = Files.write(dir.resolve("m.onnx"), graph.model(result, 2, 2).toByteArray());
    RecordSchema schema =
        new RecordSchema(
            "id",
            Optional.empty(),
            List.of(new Feature.Numeric("x", Float.NaN), new Feature.Numeric("y", Float.NaN)));
    ModelCard card =
        new ModelCard(
            "m", "1", schema, List.of(2), Task.EMBEDDING, List.of(), Fingerprint.of(file));
    Files.writeString(dir.resolve("card.json"), CardJson.write(card));
  }

  /** Everything that the other JVM prints. */
  private String run(String classPath, String option, String... more) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    option,
                    ScoreOneRow.class.getName(),
                    dir.resolve("m.onnx").toString(),
                    dir.resolve("card.json").toString()),
                Stream.of(more))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", classPath);
    Process process = builder.start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Test
  void aLongCommandLineDoesNotKillTheJvm() throws Exception {
    assertThat(run(classPath(), "-Xshare:auto", "x".repeat(100_000))).contains("scores 0.0 5.0");
  }

  @Test
  void anOnnxModelNeedsNoNd4j() throws Exception {
    assertThat(run(classPath(), "-Xlog:class+init=info"))
        .contains("scores 0.0 5.0")
        .contains("'ai/onnxruntime/OrtSession'")
        .doesNotContain("'org/nd4j/linalg/factory/Nd4j'");
  }

  @Test
  void saysWhatToDoWithoutTheLibrary() throws Exception {
    String without =
        Stream.of(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.contains("com/microsoft/onnxruntime"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(run(without, "-Xshare:auto"))
        .contains("ModelException: Cannot load ONNX Runtime: no ai.onnxruntime.")
        .contains(" on the class path; add howdah-VERSION-onnxruntime.jar (use --engine nd4j)");
  }
}
