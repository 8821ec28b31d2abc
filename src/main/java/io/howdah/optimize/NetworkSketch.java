package io.howdah.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A copy of a network whose layers can be changed and taken out: of a chain or of a graph alike.
 * The network itself stays as it is.
 */
final class NetworkSketch {
  private final Map<String, Node> layers;
  private final Frame frame;

  private NetworkSketch(Map<String, Node> layers, Frame frame) {
    this.layers = layers;
    this.frame = frame;
  }

  /** One layer. */
  static final class Node {
    private final String name;
    private final NeuralNetConfiguration conf;
    private final InputPreProcessor preProcessor;
    private final LayerWeights weights;

    private Node(
        String name,
        NeuralNetConfiguration conf,
        InputPreProcessor preProcessor,
        LayerWeights weights) {
      this.name = name;
      this.conf = conf;
      this.preProcessor = preProcessor;
      this.weights = weights;
    }

    /** The layer's name, or its number in a chain. */
    String name() {
      return name;
    }

    /** The layer's configuration, to be changed at will. */
    Layer layer() {
      return conf.getLayer();
    }

    /** What reshapes its input first. */
    Optional<InputPreProcessor> preProcessor() {
      return Optional.ofNullable(preProcessor);
    }

    LayerWeights weights() {
      return weights;
    }
  }

  /** How the layers hang together. */
  private interface Frame {
    Optional<String> before(String name);

    List<String> after(String name);

    boolean isFirst(String name);

    boolean isOutput(String name);

    void remove(String name);

    Model build(Map<String, Node> layers);
  }

  static NetworkSketch of(Model network) {
    return network instanceof ComputationGraph graph
        ? ofGraph(graph)
        : ofChain((MultiLayerNetwork) network);
  }

  private static NetworkSketch ofChain(MultiLayerNetwork network) {
    MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
    Map<String, Node> layers = new LinkedHashMap<>();
    for (int i = 0; i < conf.getConfs().size(); i++) {
      String name = Integer.toString(i);
      LayerWeights weights = LayerWeights.copyOf(network.getLayer(i).paramTable());
      layers.put(name, new Node(name, conf.getConf(i), conf.getInputPreProcess(i), weights));
    }
    return new NetworkSketch(layers, new Chain(conf, new ArrayList<>(layers.keySet())));
  }

  private static NetworkSketch ofGraph(ComputationGraph network) {
    ComputationGraphConfiguration conf = network.getConfiguration().clone();
    Map<String, Node> layers = new LinkedHashMap<>();
    conf.getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer) {
                LayerWeights weights = LayerWeights.copyOf(network.getLayer(name).paramTable());
                layers.put(
                    name, new Node(name, layer.getLayerConf(), layer.getPreProcessor(), weights));
              }
            });
    return new NetworkSketch(layers, new Graph(conf));
  }

  /** The layers, in an order in which no layer stands before its input in a chain. */
  List<Node> layers() {
    return List.copyOf(layers.values());
  }

  /** The layer that alone feeds this one. */
  Optional<Node> before(Node node) {
    return frame.before(node.name()).map(layers::get);
  }

  /** The layer that alone takes what this one gives. */
  Optional<Node> onlyAfter(Node node) {
    List<String> after = frame.after(node.name());
    return after.size() == 1 && !frame.isOutput(node.name())
        ? Optional.ofNullable(layers.get(after.get(0)))
        : Optional.empty();
  }

  /** The layer that alone takes the records. */
  Optional<Node> first() {
    List<Node> first = layers().stream().filter(node -> frame.isFirst(node.name())).toList();
    return first.size() == 1 ? Optional.of(first.get(0)) : Optional.empty();
  }

  /** True if it can be taken out: nothing reshapes its input, and its output is not the end. */
  boolean isRemovable(Node node) {
    return node.preProcessor().isEmpty() && !frame.isOutput(node.name());
  }

  /** Takes a layer out; what fed it feeds those that it fed. */
  void remove(Node node) {
    frame.remove(node.name());
    layers.remove(node.name());
  }

  /** The changed network. */
  Model build() {
    return frame.build(layers);
  }

  private record Chain(MultiLayerConfiguration conf, List<String> names) implements Frame {
    @Override
    public Optional<String> before(String name) {
      int at = names.indexOf(name);
      return at > 0 ? Optional.of(names.get(at - 1)) : Optional.empty();
    }

    @Override
    public List<String> after(String name) {
      int at = names.indexOf(name);
      return at + 1 < names.size() ? List.of(names.get(at + 1)) : List.of();
    }

    @Override
    public boolean isFirst(String name) {
      return names.indexOf(name) == 0;
    }

    @Override
    public boolean isOutput(String name) {
      return names.indexOf(name) == names.size() - 1;
    }

    @Override
    public void remove(String name) {
      names.remove(name);
    }

    @Override
    public Model build(Map<String, Node> layers) {
      List<NeuralNetConfiguration> confs = new ArrayList<>();
      Map<Integer, InputPreProcessor> preProcessors = new HashMap<>();
      for (String name : names) {
        Node node = layers.get(name);
        node.preProcessor().ifPresent(each -> preProcessors.put(confs.size(), each));
        confs.add(node.conf);
      }
      conf.setConfs(confs);
      conf.setInputPreProcessors(preProcessors);
      MultiLayerNetwork network = new MultiLayerNetwork(conf);
      network.init();
      for (int i = 0; i < names.size(); i++) {
        org.deeplearning4j.nn.api.Layer made = network.getLayer(i);
        layers.get(names.get(i)).weights().arrays().forEach(made::setParam);
      }
      return network;
    }
  }

  private record Graph(ComputationGraphConfiguration conf) implements Frame {
    @Override
    public Optional<String> before(String name) {
      List<String> inputs = conf.getVertexInputs().get(name);
      return inputs.size() == 1 && !conf.getNetworkInputs().contains(inputs.get(0))
          ? Optional.of(inputs.get(0))
          : Optional.empty();
    }

    @Override
    public List<String> after(String name) {
      return conf.getVertexInputs().entrySet().stream()
          .filter(each -> each.getValue().contains(name))
          .map(Map.Entry::getKey)
          .toList();
    }

    /** True only for a layer that is the sole one to take the network's input. */
    @Override
    public boolean isFirst(String name) {
      List<String> inputs = conf.getNetworkInputs();
      return inputs.size() == 1
          && conf.getVertexInputs().get(name).equals(inputs)
          && after(inputs.get(0)).size() == 1;
    }

    @Override
    public boolean isOutput(String name) {
      return conf.getNetworkOutputs().contains(name);
    }

    @Override
    public void remove(String name) {
      String input = conf.getVertexInputs().remove(name).get(0);
      conf.getVertexInputs()
          .values()
          .forEach(inputs -> inputs.replaceAll(each -> each.equals(name) ? input : each));
      conf.getVertices().remove(name);
    }

    @Override
    public Model build(Map<String, Node> layers) {
      conf.setTopologicalOrder(null);
      conf.setTopologicalOrderStr(null);
      ComputationGraph network = new ComputationGraph(conf);
      network.init();
      layers.forEach(
          (name, node) -> {
            org.deeplearning4j.nn.api.Layer made = network.getLayer(name);
            node.weights().arrays().forEach(made::setParam);
          });
      return network;
    }
  }
}
