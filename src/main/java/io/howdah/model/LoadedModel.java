package io.howdah.model;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * A network ready to predict. Not thread-safe.
 *
 * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one
 *     output
 * @param normalizer to apply to the features first, where the model came with one
 * @param outputs numbers that the network gives for one record
 */
public record LoadedModel(
    ModelCard card, Model network, Optional<DataNormalization> normalizer, int outputs)
    implements AutoCloseable {
  /** Frees the network's memory outside the heap. */
  @Override
  public void close() {
    if (network instanceof MultiLayerNetwork layers) {
      layers.close();
    } else if (network instanceof ComputationGraph graph) {
      graph.close();
    }
  }
}
