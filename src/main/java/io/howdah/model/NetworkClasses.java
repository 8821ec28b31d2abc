package io.howdah.model;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.type.TypeFactory;
import org.nd4j.shade.jackson.databind.util.LRUMap;
import org.nd4j.shade.jackson.databind.util.LookupCache;

/**
 * The classes that a network's JSON may name. DL4J's Jackson takes a class name in many forms (a
 * property, the first element of an array, a part of another name), and loads and initialises
 * whatever is named before it looks at its type. Each form ends in {@link #findClass}, so that is
 * where every other class is refused. Nothing is initialised there: Jackson first compares the type
 * with the one that it needs.
 */
final class NetworkClasses extends TypeFactory {
  private static final long serialVersionUID = 1L;

  /** Where DL4J keeps what a configuration is made of. */
  private static final List<String> PACKAGES =
      List.of(
          "org.deeplearning4j.nn.conf.",
          "org.deeplearning4j.nn.layers.",
          "org.deeplearning4j.nn.modelimport.keras.",
          "org.deeplearning4j.nn.weights.",
          "org.deeplearning4j.preprocessors.",
          "org.nd4j.linalg.activations.impl.",
          "org.nd4j.linalg.learning.config.",
          "org.nd4j.linalg.learning.regularization.",
          "org.nd4j.linalg.lossfunctions.impl.",
          "org.nd4j.linalg.schedule.");

  private static final int CACHED_TYPES = 200;

  private static final NetworkArrays ARRAYS = new NetworkArrays();
  private static final NetworkClasses ONLY = new NetworkClasses();

  private NetworkClasses() {
    super((LookupCache<Object, JavaType>) new LRUMap<Object, JavaType>(CACHED_TYPES, CACHED_TYPES));
  }

  /**
   * From now on the mappers that read a network load no other class, and believe no array. They are
   * DL4J's own and shared by all of the JVM: its deserialisers hand parts of a configuration from
   * one to the other.
   */
  static void guard() {
    for (ObjectMapper mapper :
        List.of(
            org.deeplearning4j.nn.conf.serde.JsonMappers.getMapper(),
            org.deeplearning4j.nn.conf.serde.JsonMappers.getLegacyMapper(),
            org.nd4j.serde.json.JsonMappers.getMapper())) {
      mapper.setTypeFactory(ONLY);
      var unused = mapper.setHandlerInstantiator(ARRAYS);
    }
  }

  static boolean isKnown(String name) {
    return isDl4js(name) || LayerExtension.of(name).isPresent();
  }

  private static boolean isDl4js(String name) {
    return PACKAGES.stream().anyMatch(name::startsWith);
  }

  /**
   * @throws IllegalArgumentException if the class is none of DL4J's, and no extension has it
   */
  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    if (isDl4js(name)) {
      return Class.forName(name, false, MultiLayerConfiguration.class.getClassLoader());
    }
    return LayerExtension.of(name)
        .<Class<?>>map(LayerExtension::layer)
        .orElseThrow(
            () -> new IllegalArgumentException("the class " + name + " is none of DL4J's own"));
  }
}
