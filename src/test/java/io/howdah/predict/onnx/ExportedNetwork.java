package io.howdah.predict.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import io.howdah.model.NativeBackend;
import io.howdah.model.Normalization;
import io.howdah.model.Task;
import io.howdah.predict.EquivalenceCheck;
import io.howdah.predict.MiniBatch;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

/** Networks of random weights as models, and their export. */
final class ExportedNetwork {
  static {
    NativeBackend.prepare();
  }

  private ExportedNetwork() {}

  static Model network(MultiLayerConfiguration conf) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return randomised(network);
  }

  static Model network(ComputationGraphConfiguration conf) {
    ComputationGraph network = new ComputationGraph(conf);
    network.init();
    return randomised(network);
  }

  /** Biases, too, which DL4J would leave zero. */
  private static Model randomised(Model network) {
    if (network.numParams() > 0) {
      Nd4j.getRandom().setSeed(11);
      network.params().addi(Nd4j.randn(DataType.FLOAT, network.params().shape()).muli(0.1));
    }
    return network;
  }

  static LoadedModel model(Model network, int outputs, int... inputShape) {
    return model(network, null, outputs, inputShape);
  }

  static LoadedModel model(
      Model network, DataNormalization normalizer, int outputs, int... inputShape) {
    int width = IntStream.of(inputShape).reduce(1, (a, b) -> a * b);
    ModelCard card =
        new ModelCard(
            "test",
            "1",
            new RecordSchema(
                "id",
                Optional.empty(),
                IntStream.range(0, width)
                    .<Feature>mapToObj(i -> new Feature.Numeric("p" + i, Float.NaN))
                    .toList()),
            IntStream.of(inputShape).boxed().toList(),
            Task.EMBEDDING,
            List.of(),
            "0".repeat(64));
    return new LoadedModel(
        card, network, Optional.ofNullable(normalizer).map(Normalization::of), outputs);
  }

  /**
   * Exports the network, which compares it with DL4J, and sees that there is something to compare.
   */
  static OnnxModel export(LoadedModel model) throws ModelException {
    OnnxExport export = OnnxExport.of(model);
    assertThat(export.difference()).isBetween(0.0, EquivalenceCheck.TOLERANCE);
    assertThat(export.model().outputs()).isEqualTo(model.outputs());
    return export.model();
  }

  static MiniBatch batch(int rows, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MiniBatch batch = new MiniBatch(rows, width);
    for (long i = 0; i < (long) rows * width; i++) {
      batch.floats().put(i, (float) random.nextGaussian());
    }
    return batch;
  }
}
