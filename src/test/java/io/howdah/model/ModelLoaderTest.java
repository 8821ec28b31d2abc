package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

class ModelLoaderTest {
  @TempDir Path dir;

  @Test
  void restoresAMultiLayerNetworkThatGivesTheSameScores() throws IOException {
    MultiLayerNetwork network = TestModels.dense();
    INDArray rows = Nd4j.rand(6, 4);
    INDArray expected = network.output(rows).dup();
    LoadedModel loaded = load(TestModels.save(network, dir.resolve("m.zip")), "a", "b", "c");
    assertThat(((MultiLayerNetwork) loaded.network()).output(rows)).isEqualTo(expected);
    assertThat(loaded.outputs()).isEqualTo(3);
    assertThat(loaded.normalizer()).isEmpty();
  }

  @Test
  void restoresATrainedNetworkWithoutItsUpdater() throws IOException {
    MultiLayerNetwork network = TestModels.dense();
    network.fit(Nd4j.rand(6, 4), Nd4j.eye(3).repeat(0, 2));
    LoadedModel loaded = load(TestModels.save(network, dir.resolve("m.zip")), "a", "b", "c");
    assertThat(loaded.network().params()).isEqualTo(network.params());
  }

  @Test
  void restoresAGraphThatGivesTheSameScores() throws IOException {
    ComputationGraph graph = TestModels.graph(1);
    INDArray rows = Nd4j.rand(6, 4);
    INDArray expected = graph.outputSingle(rows).dup();
    LoadedModel loaded = load(TestModels.save(graph, dir.resolve("m.zip")), "a", "b", "c");
    assertThat(((ComputationGraph) loaded.network()).outputSingle(rows)).isEqualTo(expected);
  }

  @Test
  void restoresTheNormalizer() throws IOException {
    Path zip = dir.resolve("m.zip");
    DataNormalization normalizer = TestModels.normalizer();
    TestModels.save(TestModels.dense(), zip);
    ModelSerializer.addNormalizerToModel(zip.toFile(), normalizer);
    assertThat(load(zip, "a", "b", "c").normalizer()).contains(normalizer);
  }

  @Test
  void takesAnImageFlatOrShaped() throws IOException {
    Path zip = TestModels.save(TestModels.convolutional(), dir.resolve("m.zip"));
    ModelCard shaped =
        TestModels.card(zip, 4, List.of(1, 2, 2), Task.CLASSIFICATION, "a", "b", "c");
    assertThat(ModelLoader.load(zip, shaped).outputs()).isEqualTo(3);
  }

  @Test
  void refusesAnotherInputWidth() throws IOException {
    Path zip = TestModels.save(TestModels.dense(), dir.resolve("m.zip"));
    ModelCard card = TestModels.card(zip, 9, "a", "b", "c");
    assertThatThrownBy(() -> ModelLoader.load(zip, card))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid model: its first layer takes 4 inputs (the card's features give 9)");
  }

  @Test
  void refusesAnotherInputWidthOfAGraph() throws IOException {
    Path zip = TestModels.save(TestModels.graph(1), dir.resolve("m.zip"));
    ModelCard card = TestModels.card(zip, 9, "a", "b", "c");
    assertThatThrownBy(() -> ModelLoader.load(zip, card))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot score a record of the card's input shape [9]: ");
  }

  @Test
  void refusesAnotherNumberOfLabels() throws IOException {
    Path zip = TestModels.save(TestModels.dense(), dir.resolve("m.zip"));
    assertThatThrownBy(() -> load(zip, "a", "b"))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid model: 3 outputs (the card's task is classification with 2 labels)");
  }

  @Test
  void refusesAGraphOfTwoOutputs() throws IOException {
    Path zip = TestModels.save(TestModels.graph(2), dir.resolve("m.zip"));
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessage("Cannot use a graph with 1 inputs and 2 outputs (must be one of each)");
  }

  @Test
  void refusesAlteredWeights() throws IOException {
    Path zip = TestModels.save(TestModels.dense(), dir.resolve("m.zip"));
    ModelCard card = TestModels.card(zip, 4, "a", "b", "c");
    MultiLayerNetwork altered = TestModels.dense();
    altered.params().addi(1e-3f);
    TestModels.save(altered, zip);
    assertThatThrownBy(() -> ModelLoader.load(zip, card))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Invalid model: m.zip has the SHA-256 ")
        .hasMessageContaining("(the card says " + card.sha256());
  }

  @Test
  void refusesCoefficientsOfAnotherNetwork() throws IOException {
    Path zip =
        HostileZips.rewrite(
            TestModels.save(TestModels.dense(), dir.resolve("m.zip")),
            entries ->
                entries.put(
                    ModelZip.COEFFICIENTS,
                    HostileZips.entries(
                            TestModels.save(TestModels.convolutional(), dir.resolve("c.zip")))
                        .get(ModelZip.COEFFICIENTS)));
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot restore the model m.zip: ");
  }

  @Test
  void refusesWeightsWhoseHeaderLies() throws IOException {
    Path zip =
        HostileZips.rewrite(
            TestModels.save(TestModels.dense(), dir.resolve("m.zip")),
            entries -> {
              byte[] bytes = entries.get(ModelZip.COEFFICIENTS);
              ByteBuffer header = ByteBuffer.wrap(bytes);
              // two headers, each a text, a long and a text; the first is followed by shape longs
              int shape = 2 + header.getShort(0);
              long longs = header.getLong(shape);
              int type = shape + Long.BYTES;
              int data = type + 2 + header.getShort(type) + Math.toIntExact(longs) * Long.BYTES;
              header.putLong(data + 2 + header.getShort(data), 1L << 40);
            });
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("coefficients.bin is not an array of the length that it says");
  }

  @Test
  void runsNoCodeThatCameWithTheModel() throws IOException {
    Path zip =
        HostileZips.rewrite(
            TestModels.save(TestModels.dense(), dir.resolve("m.zip")),
            entries -> entries.put("preprocessor.bin", HostileZips.payload()));
    HostileZips.Payload.ran = false;
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("entry preprocessor.bin (must be one of [configuration.json");
    assertThat(HostileZips.Payload.ran).isFalse();
    // the payload is live: DL4J's own loader runs it
    try {
      ModelSerializer.restoreMultiLayerNetwork(zip.toFile());
    } catch (RuntimeException expected) {
      assertThat(expected).isNotNull();
    }
    assertThat(HostileZips.Payload.ran).isTrue();
    assertThat(Files.exists(zip)).isTrue();
  }

  private static LoadedModel load(Path zip, String... labels) throws IOException {
    return ModelLoader.load(zip, TestModels.card(zip, 4, labels));
  }
}
