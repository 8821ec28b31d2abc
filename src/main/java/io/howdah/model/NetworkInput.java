package io.howdah.model;

import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Whether a network takes the records that a card describes. */
final class NetworkInput {
  private NetworkInput() {}

  static void check(Model network, ModelCard card) throws ModelException {
    if (network instanceof ComputationGraph graph) {
      if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "Cannot use a graph with %d inputs and %d outputs (must be one of each)",
                graph.getNumInputArrays(),
                graph.getNumOutputArrays()));
      }
      return;
    }
    if (network instanceof MultiLayerNetwork layers
        && card.inputShape().size() == 1
        && layers.getLayerWiseConfigurations().getInputPreProcess(0) == null) {
      Layer first = layers.getLayerWiseConfigurations().getConf(0).getLayer();
      long width = card.inputShape().get(0);
      if (first instanceof FeedForwardLayer dense
          && dense.getNIn() > 0
          && dense.getNIn() != width) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "Invalid model: its first layer takes %d inputs (the card's features give %d)",
                dense.getNIn(),
                width));
      }
    }
  }
}
