package io.howdah.model;

import io.howdah.files.Extensions;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A type of layer that is not one of Deeplearning4j's own, found through {@link Extensions}: a
 * model's configuration may name it. Engine {@code dl4j} computes it; the others do if it is also
 * an {@code io.howdah.network.LayerTranslation}.
 */
public interface LayerExtension {
  /** The class of the layer's configuration. */
  Class<? extends Layer> layer();

  /** The extension for a class, if one is on the class path. */
  static Optional<LayerExtension> of(String className) {
    if (className.startsWith("org.deeplearning4j.")) {
      return Optional.empty(); // its own are no extensions
    }
    return Extensions.of(LayerExtension.class).stream()
        .filter(each -> each.layer().getName().equals(className))
        .findFirst();
  }
}
