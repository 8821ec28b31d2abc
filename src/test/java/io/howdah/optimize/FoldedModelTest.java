package io.howdah.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.LoadedModel;
import io.howdah.model.Normalization;
import io.howdah.network.RandomNetworks;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

/** What is folded computes what the network computed. */
class FoldedModelTest {
  private static final double TOLERANCE = 1e-5;
  private static final int ROWS = 20;

  @Property(tries = 60)
  void denseNetworksKeepTheirScores(@ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    RandomNetworks random = new RandomNetworks(seed);
    LoadedModel model = RandomNetworks.loaded(random.dense(7), random.normalizer(7), 7);
    FoldedModel folded = keepsItsScores(model, seed, 7);
    assertThat(folded.normalizer()).isEmpty();
    assertThat(((MultiLayerNetwork) folded.network()).getLayers())
        .noneMatch(layer -> layer.conf().getLayer() instanceof DropoutLayer)
        .allMatch(layer -> layer.conf().getLayer().getIDropout() == null)
        .noneMatch(layer -> layer.conf().getLayer() instanceof BatchNormalization);
  }

  @Property(tries = 40)
  void convolutionalNetworksKeepTheirScores(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed,
      @ForAll boolean flat,
      @ForAll boolean colour) {
    RandomNetworks random = new RandomNetworks(seed);
    int channels = colour ? 3 : 1;
    int side = RandomNetworks.SIDE;
    MultiLayerNetwork network = random.convolutional(channels, flat);
    if (flat) {
      int width = channels * side * side;
      keepsItsScores(RandomNetworks.loaded(network, random.normalizer(width), width), seed, width);
    } else {
      keepsItsScores(
          RandomNetworks.loaded(
              network, random.normalizer(channels, side, side), channels, side, side),
          seed,
          channels,
          side,
          side);
    }
  }

  @Property(tries = 20)
  void graphsKeepTheirScores(@ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    RandomNetworks random = new RandomNetworks(seed);
    LoadedModel model = RandomNetworks.loaded(random.graph(5), random.normalizer(5), 5);
    FoldedModel folded = keepsItsScores(model, seed, 5);
    assertThat(folded.network().numParams()).isLessThan(model.network().numParams());
    assertThat(((ComputationGraph) folded.network()).getConfiguration().getVertices())
        .containsOnlyKeys("dense", "left", "right", "sum", "out");
  }

  private static FoldedModel keepsItsScores(LoadedModel model, long seed, long... shape) {
    INDArray records = RandomNetworks.records(ROWS, seed + 1, shape);
    INDArray before = score(model.network(), model.normalizer(), records);
    FoldedModel folded = FoldedModel.fold(model, FoldedModel.Depth.EVERYTHING);
    INDArray after = score(folded.network(), folded.normalizer(), records);
    assertThat(after.sub(before).amaxNumber().doubleValue())
        .as(folded.passes().toString())
        .isLessThan(TOLERANCE);
    // the parent is as it was
    assertThat(score(model.network(), model.normalizer(), records)).isEqualTo(before);
    return folded;
  }

  private static INDArray score(
      Model network, Optional<Normalization> normalizer, INDArray records) {
    INDArray input = records.dup();
    normalizer.ifPresent(each -> each.transform(input));
    return network instanceof ComputationGraph graph
        ? graph.outputSingle(false, input)
        : ((MultiLayerNetwork) network).output(input, false);
  }

  @Test
  void aNormaliserThatRoundingWouldSpoilStays() throws Exception {
    RandomNetworks random = new RandomNetworks(3);
    NormalizerStandardize narrow = new NormalizerStandardize();
    INDArray far = RandomNetworks.records(50, 4, 7).muli(1e-6).addi(1);
    narrow.fit(new org.nd4j.linalg.dataset.DataSet(far, far));
    LoadedModel model =
        RandomNetworks.loaded(random.dense(7), Optional.of(Normalization.of(narrow)), 7);
    VariantBuilder builder = new VariantBuilder(model, TestRows.of(far, 16));
    java.nio.file.Path folder = java.nio.file.Files.createTempDirectory("howdah-folding");
    assertThat(builder.build(Variant.FOLDED, folder).passes())
        .last()
        .asString()
        .startsWith("left the normaliser alone: folded, it moves scores by up to ");
  }
}
