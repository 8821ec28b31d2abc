package io.howdah.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.Fingerprint;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.Task;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import io.howdah.toys.TriplingLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class EnginesTest {
  private static final int WIDTH = 6;

  static {
    NativeBackend.prepare();
  }

  @TempDir private Path folder;

  @Test
  void nd4jRunsANetworkThatItKnowsAndAgreesWithDl4j() throws Exception {
    DenseLayer dense = new DenseLayer.Builder().nOut(4).activation(Activation.RELU).build();
    Path zip = save(InputType.feedForward(WIDTH), dense);
    assertThat(scores(zip, Engine.ND4J, "nd4j", WIDTH))
        .isCloseTo(scores(zip, Engine.DL4J, "dl4j", WIDTH), Offset.offset(1e-5f));
  }

  @Test
  void nd4jFallsBackToDl4jAndNamesTheLayerThatItDoesNotKnow() throws Exception {
    Path zip =
        save(
            InputType.recurrent(2, 3),
            new LSTM.Builder().nOut(4).build(),
            new GlobalPoolingLayer(PoolingType.MAX));
    assertThat(scores(zip, Engine.ND4J, "dl4j (nd4j does not know layer 0: LSTM)", 2, 3))
        .isEqualTo(scores(zip, Engine.DL4J, "dl4j", 2, 3));
  }

  @Test
  void aLayerOfTheUsersOwnRunsOnAllEngines() throws Exception {
    DenseLayer dense = new DenseLayer.Builder().nOut(4).activation(Activation.RELU).build();
    Path zip = save(InputType.feedForward(WIDTH), dense, new TriplingLayer());
    float expected = scores(zip, Engine.DL4J, "dl4j", WIDTH);
    assertThat(scores(zip, Engine.ND4J, "nd4j", WIDTH)).isCloseTo(expected, Offset.offset(1e-5f));
    assertThat(scores(zip, Engine.ONNXRUNTIME, "onnxruntime", WIDTH))
        .isCloseTo(expected, Offset.offset(1e-5f));
  }

  /** The first output of one record; the engine must be the one named. */
  private static float scores(Path zip, Engine engine, String runs, Integer... shape)
      throws IOException {
    try (Predictor predictor = Engines.open(card(zip, shape), zip, engine)) {
      assertThat(predictor.engine()).isEqualTo(runs);
      MiniBatch batch = new MiniBatch(2, WIDTH);
      for (int slot = 0; slot < WIDTH; slot++) {
        batch.open().feature(slot, 0.3f * slot - 1);
      }
      batch.close("test", 0, ByteBuffer.allocate(0));
      Scores scores = new Scores(2, predictor.outputs());
      predictor.predict(batch, 0, 1, scores);
      return scores.at(0, 0);
    }
  }

  private Path save(InputType input, Layer... layers) throws IOException {
    NeuralNetConfiguration.ListBuilder conf = new NeuralNetConfiguration.Builder().seed(3).list();
    for (Layer layer : layers) {
      conf.layer(layer);
    }
    conf.layer(
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(conf.setInputType(input).build());
    network.init();
    Path zip = folder.resolve("network.zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
    return zip;
  }

  private static ModelCard card(Path zip, Integer... shape) throws IOException {
    List<Feature> features =
        IntStream.range(0, WIDTH)
            .<Feature>mapToObj(i -> new Feature.Numeric("x" + i, Float.NaN))
            .toList();
    return new ModelCard(
        "test",
        "1",
        new RecordSchema("id", Optional.empty(), features),
        List.of(shape),
        Task.EMBEDDING,
        List.of(),
        Fingerprint.of(zip));
  }
}
