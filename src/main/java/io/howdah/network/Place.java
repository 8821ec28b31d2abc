package io.howdah.network;

/**
 * Where in a model a node comes from.
 *
 * @param key of the layer or vertex: its index in a chain, its name in a graph
 * @param name of the layer or vertex for people
 * @param type the class of the layer, the vertex or the normaliser
 * @param part the class that the node was read from: the type, or that of a preprocessor before it
 */
public record Place(Kind kind, String key, String name, String type, String part) {
  /** What a node can come from. */
  public enum Kind {
    /** A layer of a MultiLayerNetwork. */
    LAYER_OF_CHAIN,
    /** A layer of a ComputationGraph. */
    LAYER_OF_GRAPH,
    /** A vertex of a ComputationGraph that is no layer. */
    VERTEX,
    /** What is done to the records before the network. */
    INPUT,
    /** What brings the network's outputs to the units of the labels. */
    LABELS
  }

  Place(Kind kind, String key, String name, String type) {
    this(kind, key, name, type, type);
  }

  /** The same place, of a node that was read from something before the layer. */
  Place of(Object preprocessor) {
    return new Place(kind, key, name, type, preprocessor.getClass().getSimpleName());
  }

  /** True for the nodes of a layer or a vertex, false for those of the normaliser. */
  public boolean isInNetwork() {
    return kind != Kind.INPUT && kind != Kind.LABELS;
  }
}
