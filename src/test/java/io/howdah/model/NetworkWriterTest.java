package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkWriterTest {
  @TempDir Path dir;

  @Test
  void whatItWritesIsReadBackAsItWas() throws Exception {
    for (Model network : new Model[] {TestModels.dense(), TestModels.graph(1)}) {
      Normalization normalizer = Normalization.of(TestModels.normalizer());
      LoadedModel loaded = written(network, Optional.of(normalizer), DataType.FLOAT);
      assertThat(loaded.network().params()).isEqualTo(network.params());
      assertThat(loaded.normalizer()).contains(normalizer);
    }
  }

  @Test
  void theSameNetworkGivesTheSameBytes() throws Exception {
    written(TestModels.dense(), Optional.empty(), DataType.FLOAT);
    byte[] first = Files.readAllBytes(zip());
    written(TestModels.dense(), Optional.empty(), DataType.FLOAT);
    assertThat(Files.readAllBytes(zip())).isEqualTo(first);
  }

  @Test
  void weightsStoredAsHalfAreComputedInFloat() throws Exception {
    for (Model network : new Model[] {TestModels.dense(), TestModels.graph(1)}) {
      LoadedModel loaded = written(network, Optional.empty(), DataType.FLOAT16);
      INDArray params = loaded.network().params();
      assertThat(params.dataType()).isEqualTo(DataType.FLOAT);
      assertThat(params)
          .isEqualTo(network.params().castTo(DataType.FLOAT16).castTo(DataType.FLOAT));
      // 11 bits of a fraction
      assertThat(params.sub(network.params()).amaxNumber().doubleValue())
          .isLessThan(network.params().amaxNumber().doubleValue() / 2000);
    }
  }

  @Test
  void halfTheBytesAreStored() throws Exception {
    MultiLayerNetwork network = TestModels.dense();
    written(network, Optional.empty(), DataType.FLOAT);
    long whole = ModelZip.check(zip()).coefficients();
    written(network, Optional.empty(), DataType.FLOAT16);
    // two bytes less a weight; the headers differ by the length of a word
    assertThat(ModelZip.check(zip()).coefficients())
        .isLessThan(whole - 2 * network.numParams() + 8);
  }

  private LoadedModel written(Model network, Optional<Normalization> normalizer, DataType storage)
      throws Exception {
    NetworkWriter.write(network, normalizer, storage, zip());
    return ModelLoader.load(zip(), TestModels.card(zip(), 4, "a", "b", "c"));
  }

  private Path zip() {
    return dir.resolve("m.zip");
  }
}
