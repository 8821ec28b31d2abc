package io.howdah.network;

import io.howdah.model.LayerExtension;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;

/**
 * A type of layer that is not one of Deeplearning4j's own, in terms of operations: so every engine
 * and every variant computes it, and compares it with the layer itself before it is trusted.
 */
public interface LayerTranslation extends LayerExtension {
  /**
   * What the layer computes when it predicts, one operation after the other.
   *
   * @param layer with its configuration and its parameters
   */
  List<Operation> read(Layer layer);
}
