package io.howdah.predict.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;

/** Which layers can be exported, and by what. */
final class Layers {
  /** Adds a layer's nodes to the graph and gives their value. */
  interface Export {
    Value add(OnnxGraph graph, Layer layer, Value in);
  }

  /** These work what is pending into their weights, or see for themselves that it is done. */
  private static final Map<Class<?>, Export> FOLDING =
      Map.ofEntries(
          entry(DenseLayer.class, DenseLayers::dense),
          entry(OutputLayer.class, DenseLayers::dense),
          entry(CenterLossOutputLayer.class, DenseLayers::dense),
          entry(DropoutLayer.class, DenseLayers::dropout));

  private static final Map<Class<?>, Export> PLAIN =
      Map.ofEntries(
          entry(LossLayer.class, DenseLayers::loss),
          entry(ActivationLayer.class, DenseLayers::activation),
          entry(ElementWiseMultiplicationLayer.class, DenseLayers::elementWise));

  private Layers() {}

  /**
   * Adds a layer.
   *
   * @throws UnsupportedLayerException if it cannot be exported
   */
  static Value add(OnnxGraph graph, Layer layer, Value in) {
    // not a subclass: it may compute something else
    Class<?> type = layer.conf().getLayer().getClass();
    if (FOLDING.containsKey(type)) {
      return FOLDING.get(type).add(graph, layer, in);
    }
    if (PLAIN.containsKey(type)) {
      return PLAIN.get(type).add(graph, layer, in.settled(graph));
    }
    throw new UnsupportedLayerException("Howdah does not know this kind of layer");
  }
}
