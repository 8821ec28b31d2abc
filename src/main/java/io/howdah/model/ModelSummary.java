package io.howdah.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What people want to know of a loaded model.
 *
 * @param network {@code MultiLayerNetwork}, {@code ComputationGraph} or {@code ONNX}
 * @param layers in the order of the computation
 * @param parameters of all layers
 */
public record ModelSummary(String network, List<LayerSummary> layers, long parameters) {
  public ModelSummary {
    layers = List.copyOf(layers);
  }

  /** One layer: its type, such as {@code DenseLayer}, and how many parameters it has. */
  public record LayerSummary(String name, String type, long parameters) {}

  public static ModelSummary of(LoadedModel model) {
    Layer[] layers =
        model.network() instanceof ComputationGraph graph
            ? graph.getLayers()
            : ((MultiLayerNetwork) model.network()).getLayers();
    List<LayerSummary> summaries = new ArrayList<>();
    for (Layer layer : layers) {
      String name = layer.conf().getLayer().getLayerName();
      summaries.add(
          new LayerSummary(
              name == null ? "layer" + summaries.size() : name,
              layer.conf().getLayer().getClass().getSimpleName(),
              layer.numParams()));
    }
    return new ModelSummary(
        model.network().getClass().getSimpleName(), summaries, model.network().numParams());
  }

  /**
   * Scores one record of zeros.
   *
   * @throws ModelException when it fails or a score is not finite
   */
  public static void requireFiniteScores(LoadedModel model) throws ModelException {
    INDArray output =
        ProbeRow.score(model.network(), model.normalizer(), ProbeRow.shape(model.card()));
    for (float score : output.dup().data().asFloat()) {
      if (!Float.isFinite(score)) {
        throw new ModelException(
            "Invalid model: a record of zeros scores " + score + " (must be finite)");
      }
    }
  }
}
