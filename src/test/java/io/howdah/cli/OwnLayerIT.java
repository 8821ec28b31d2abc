package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.local.SharedHBase;
import io.howdah.toys.TriplingLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A model with a layer of a user's own, known by a line in a jar alone, from card to lookup. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnLayerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS = 500;

  @TempDir Path folder;
  private final float[][] features = new float[RECORDS][2];
  private Configuration conf;
  private MultiLayerNetwork network;
  private String model;
  private String input;

  @BeforeEach
  void writeModelAndInput() throws Exception {
    conf = SharedHBase.configuration();
    conf.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build())
                .layer(new TriplingLayer())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(2))
                .build());
    network.init();
    Path folderOfModel = Files.createDirectory(folder.resolve("model"));
    ModelSerializer.writeModel(network, folderOfModel.resolve("model.zip").toFile(), false);
    model = folderOfModel.toUri().toString();
    Random random = new Random(3);
    List<String> lines = new ArrayList<>(List.of("id,x,y"));
    for (int i = 0; i < RECORDS; i++) {
      features[i] = new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()};
      lines.add("k" + i + "," + features[i][0] + "," + features[i][1]);
    }
    Path file = Files.write(folder.resolve("input.csv"), lines);
    input = file.toUri().toString();
    run(
        "model",
        "init",
        model,
        "--key",
        "id",
        "--features",
        "x,y",
        "--labels",
        "no,yes",
        "--task",
        "classification");
    run(
        "view",
        "create",
        "layered",
        "--task",
        "classification",
        "--sample",
        input,
        "--key",
        "id",
        "--format",
        "csv");
  }

  private String run(String... arguments) {
    CommandResult result = CommandResult.of(conf, arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out() + result.err();
  }

  /** What the network itself says of a record. */
  private float[] outputs(int record) {
    try (INDArray row = Nd4j.createFromArray(new float[][] {features[record]})) {
      return network.output(row).toFloatVector();
    }
  }

  @Test
  void isVerifiedPlannedScoredByEachEngineReportedAndLookedUp() throws Exception {
    assertThat(run("model", "verify", model)).contains("2 outputs");
    run("plan", model, "--input", input, "--format", "csv");
    long version = 1000;
    for (String engine : List.of("dl4j", "nd4j", "onnxruntime")) {
      run(
          "score",
          "layered",
          "--model",
          model,
          "--input",
          input,
          "--format",
          "csv",
          "--engine",
          engine,
          "--as-of",
          String.valueOf(version));
      JsonNode report =
          JSON.readTree(run("view", "report", "layered", String.valueOf(version), "--json"));
      assertThat(report.toString()).contains('"' + engine + '"');
      for (int record : new int[] {0, 1, 250, RECORDS - 1}) {
        float[] outputs = outputs(record);
        JsonNode found = JSON.readTree(run("lookup", "layered", "k" + record, "--json"));
        assertThat(found.at("/fields/label").asText())
            .isEqualTo(outputs[1] > outputs[0] ? "yes" : "no");
        assertThat((float) found.at("/fields/score").asDouble())
            .isCloseTo(Math.max(outputs[0], outputs[1]), within(1e-5f));
      }
      version += 1000;
    }
  }
}
