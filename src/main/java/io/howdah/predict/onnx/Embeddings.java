package io.howdah.predict.onnx;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Layers whose inputs are indices. */
final class Embeddings {
  private Embeddings() {}

  /** How many indices the network's embeddings have, of the smallest; empty if there is none. */
  static Optional<Integer> indices(Model network) {
    Layer[] layers =
        network instanceof ComputationGraph graph
            ? graph.getLayers()
            : ((MultiLayerNetwork) network).getLayers();
    return Arrays.stream(layers)
        .map(layer -> layer.conf().getLayer())
        .filter(conf -> conf instanceof EmbeddingLayer || conf instanceof EmbeddingSequenceLayer)
        .map(conf -> (int) ((FeedForwardLayer) conf).getNIn())
        .min(Integer::compare);
  }
}
