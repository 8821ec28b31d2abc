package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerHybrid;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
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
    assertThat(load(zip, "a", "b", "c").normalizer()).contains(Normalization.of(normalizer));
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
  void weightsThatAreStoredAsARowAreFreedToo() throws IOException {
    MultiLayerNetwork network = TestModels.dense();
    INDArray rows = Nd4j.rand(6, 4);
    INDArray expected = network.output(rows).dup();
    Path zip =
        HostileZips.rewrite(
            TestModels.save(network, dir.resolve("m.zip")),
            entries -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              try (DataOutputStream out = new DataOutputStream(bytes)) {
                INDArray params = network.params();
                Nd4j.write(params.dup().reshape(1, params.length()), out);
              }
              entries.put(ModelZip.COEFFICIENTS, bytes.toByteArray());
            });
    INDArray params;
    try (LoadedModel loaded = load(zip, "a", "b", "c")) {
      assertThat(((MultiLayerNetwork) loaded.network()).output(rows)).isEqualTo(expected);
      params = loaded.network().params();
    }
    assertThat(params.wasClosed()).isTrue();
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

  @ParameterizedTest
  @MethodSource("normalizers")
  void restoresWhatANormalizerWrites(Normalizer<?> normalizer) throws IOException {
    Path zip = normalized(normalizer);
    assertThat(load(zip, "a", "b", "c").normalizer()).contains(Normalization.restored(normalizer));
  }

  static Stream<Normalizer<?>> normalizers() {
    NativeBackend.prepare();
    DataSet data = new DataSet(Nd4j.rand(20, 4), Nd4j.rand(20, 3));
    NormalizerStandardize both = new NormalizerStandardize();
    both.fitLabel(true);
    both.fit(data);
    NormalizerMinMaxScaler scaler = new NormalizerMinMaxScaler(-1, 2);
    scaler.fit(data);
    MultiDataSet several = new MultiDataSet(Nd4j.rand(20, 4), Nd4j.rand(20, 3));
    MultiNormalizerStandardize standardize = new MultiNormalizerStandardize();
    standardize.fitLabel(true);
    standardize.fit(several);
    MultiNormalizerMinMaxScaler range = new MultiNormalizerMinMaxScaler(-1, 2);
    range.fit(several);
    MultiNormalizerHybrid hybrid =
        new MultiNormalizerHybrid().minMaxScaleInput(0, -1, 1).standardizeAllOutputs();
    hybrid.fit(several);
    return Stream.of(both, scaler, new ImagePreProcessingScaler(0, 1), standardize, range, hybrid);
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void refusesANormalizerThatIsCutOffAnywhere(Normalizer<?> normalizer) throws IOException {
    Path zip = normalized(normalizer);
    byte[] whole = HostileZips.entries(zip).get(ModelZip.NORMALIZER);
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      HostileZips.rewrite(zip, entries -> entries.put(ModelZip.NORMALIZER, cut));
      assertThatThrownBy(() -> ModelZip.check(zip))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("Invalid model zip: m.zip: normalizer.bin ");
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    HostileZips.rewrite(zip, entries -> entries.put(ModelZip.NORMALIZER, longer));
    assertThatThrownBy(() -> ModelZip.check(zip))
        .hasMessageEndingWith("has " + longer.length + " bytes (must be " + whole.length + ")");
  }

  /** Every length, size and stride of its arrays made huge, small or negative, one by one. */
  @Test
  void refusesANormalizerWhoseArraysLie() throws IOException {
    Path zip = normalized(TestModels.normalizer());
    byte[] whole = HostileZips.entries(zip).get(ModelZip.NORMALIZER);
    int first = 2 + "NORMALIZER".length() + 4 + 2 + "STANDARDIZE".length() + 1;
    int lies = 0;
    // of the second array too: it begins where the first one ends
    for (int array : List.of(first, first + (int) ArrayHeader.size(whole, first))) {
      ByteBuffer bytes = ByteBuffer.wrap(whole);
      int length = array + 2 + bytes.getShort(array);
      int info = length + Long.BYTES + 2 + bytes.getShort(length + Long.BYTES);
      int data = info + 8 * Long.BYTES;
      int dataLength = data + 2 + bytes.getShort(data);
      // rank, sizes and strides; not the extras, the stride of an element, and the order
      for (int at : List.of(length, info, info + 8, info + 16, dataLength)) {
        for (long lie : List.of(1L << 40, Long.MAX_VALUE, -1L, 0L, 5L)) {
          byte[] lying = whole.clone();
          ByteBuffer.wrap(lying).putLong(at, lie);
          HostileZips.rewrite(zip, entries -> entries.put(ModelZip.NORMALIZER, lying));
          assertThatThrownBy(() -> ModelZip.check(zip))
              .as("%d at %d", lie, at)
              .isInstanceOf(ModelException.class)
              .hasMessageEndingWith(
                  "normalizer.bin has an array that is not of the length that it says");
          lies++;
        }
      }
      // elements of eight bytes where there are four
      byte[] wider = whole.clone();
      ByteBuffer.wrap(wider)
          .putLong(info + 5 * Long.BYTES, ArrayOptionsHelper.setOptionBit(0L, DataType.DOUBLE));
      HostileZips.rewrite(zip, entries -> entries.put(ModelZip.NORMALIZER, wider));
      assertThatThrownBy(() -> ModelZip.check(zip)).isInstanceOf(ModelException.class);
    }
    assertThat(lies).isEqualTo(50);
  }

  @Test
  void refusesANormalizerOfOtherFeaturesThanTheCards() throws IOException {
    NormalizerStandardize other = new NormalizerStandardize();
    other.fit(new DataSet(Nd4j.rand(20, 3), Nd4j.rand(20, 3)));
    Path zip = normalized(other);
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Invalid model: its NormalizerStandardize was fitted to 3 features (the card's input"
                + " shape begins with 4)");
  }

  @Test
  void refusesANormalizerOfOtherLabelsThanTheNetworkGives() throws IOException {
    NormalizerMinMaxScaler other = new NormalizerMinMaxScaler();
    other.fitLabel(true);
    other.fit(new DataSet(Nd4j.rand(20, 4), Nd4j.rand(20, 2)));
    Path zip = normalized(other);
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Invalid model: its NormalizerMinMaxScaler was fitted to 2 labels (the network gives"
                + " 3)");
  }

  @Test
  void refusesANormalizerOfSeveralInputs() throws IOException {
    MultiNormalizerStandardize other = new MultiNormalizerStandardize();
    INDArray one = Nd4j.rand(20, 4);
    other.fit(new MultiDataSet(new INDArray[] {one, one.dup()}, new INDArray[] {one.dup()}));
    Path zip = normalized(other);
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Invalid model zip: m.zip: normalizer.bin was fitted to 2 inputs and 1 outputs (must be"
                + " one of each)");
  }

  /** DL4J has no way to write or to restore it. */
  @Test
  void refusesANormalizerThatDl4jCannotRestore() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF("IMAGE_VGG16");
    }
    Path zip =
        HostileZips.rewrite(
            TestModels.save(TestModels.dense(), dir.resolve("m.zip")),
            entries -> entries.put(ModelZip.NORMALIZER, bytes.toByteArray()));
    assertThatThrownBy(() -> load(zip, "a", "b", "c"))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Invalid model zip: m.zip: normalizer.bin has the type IMAGE_VGG16 (must be one of"
                + " [IMAGE_MIN_MAX, MIN_MAX, MULTI_HYBRID, MULTI_MIN_MAX, MULTI_STANDARDIZE,"
                + " STANDARDIZE]; or save the model without it, and give it records that are"
                + " normalised already)");
  }

  @Test
  void refusesStrategiesThatThereAreNot() throws IOException {
    MultiNormalizerHybrid hybrid = new MultiNormalizerHybrid().minMaxScaleAllInputs();
    hybrid.fit(new MultiDataSet(Nd4j.rand(20, 4), Nd4j.rand(20, 3)));
    Path zip = normalized(hybrid);
    byte[] whole = HostileZips.entries(zip).get(ModelZip.NORMALIZER);
    int counts = 2 + "NORMALIZER".length() + 4 + 2 + "MULTI_HYBRID".length();
    for (int at : new int[] {counts, counts + 8}) {
      for (int lie : new int[] {-1, 3, Integer.MAX_VALUE}) {
        byte[] lying = whole.clone();
        ByteBuffer.wrap(lying).putInt(at, lie);
        HostileZips.rewrite(zip, entries -> entries.put(ModelZip.NORMALIZER, lying));
        assertThatThrownBy(() -> ModelZip.check(zip))
            .as("%d at %d", lie, at)
            .isInstanceOf(ModelException.class)
            .hasMessageStartingWith("Invalid model zip: m.zip: normalizer.bin has ");
      }
    }
  }

  private Path normalized(Normalizer<?> normalizer) throws IOException {
    Path zip = TestModels.save(TestModels.dense(), dir.resolve("m.zip"));
    ModelSerializer.addNormalizerToModel(zip.toFile(), normalizer);
    return zip;
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
        .hasMessageContaining("entry preprocessor.bin (must be one of [configuration.json")
        .hasMessageEndingWith(
            "; it holds Java objects: save the model without it, and give it records that are"
                + " prepared already)");
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
