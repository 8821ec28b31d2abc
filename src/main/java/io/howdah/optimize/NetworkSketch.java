package io.howdah.optimize;

import io.howdah.network.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  /** One layer: its configuration, what reshapes its input first, and its weights. */
  private record Node(
      NeuralNetConfiguration conf, InputPreProcessor preProcessor, Map<String, INDArray> weights) {
    Layer layer() {
      return conf.getLayer();
    }
  }

  /** How the layers hang together. */
  private interface Frame {
    boolean isOutput(String key);

    void remove(String key);

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
      layers.put(
          name,
          new Node(
              conf.getConf(i),
              conf.getInputPreProcess(i),
              new HashMap<>(network.getLayer(i).paramTable())));
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
                layers.put(
                    name,
                    new Node(
                        layer.getLayerConf(),
                        layer.getPreProcessor(),
                        new HashMap<>(network.getLayer(name).paramTable())));
              }
            });
    return new NetworkSketch(layers, new Graph(conf));
  }

  /** Takes dropout out, and says where. */
  List<String> removeDropout() {
    List<String> passes = new ArrayList<>();
    for (String key : List.copyOf(layers.keySet())) {
      Layer layer = layers.get(key).layer();
      if (layer instanceof DropoutLayer && isRemovable(key)) {
        remove(key);
        passes.add("removed dropout " + key);
      } else if (layer.getIDropout() != null) {
        layer.setIDropout(null);
        passes.add("removed the dropout before layer " + key);
      }
    }
    return passes;
  }

  /** True if it can be taken out: nothing reshapes its input, and its output is not the end. */
  private boolean isRemovable(String key) {
    return layers.get(key).preProcessor() == null && !frame.isOutput(key);
  }

  boolean isRemovableBatchNorm(String key) {
    return layers.get(key).layer() instanceof BatchNormalization && isRemovable(key);
  }

  /**
   * True if the layer has weights, a bias and an activation that can be set. Classes are compared
   * as they are: a subclass of a convolution computes something else.
   */
  boolean isLinear(String key) {
    Class<?> type = layers.get(key).layer().getClass();
    return type == DenseLayer.class || type == OutputLayer.class || type == ConvolutionLayer.class;
  }

  /** Takes a layer out; what fed it feeds those that it fed. */
  void remove(String key) {
    frame.remove(key);
    layers.remove(key);
  }

  /** Gives a layer other weights, and a bias if it needs one. */
  void setWeights(String key, Operation.Linear linear) {
    Node node = layers.get(key);
    node.weights().put("W", linear.weights());
    if (node.weights().containsKey("b") || linear.bias().amaxNumber().doubleValue() != 0) {
      node.weights().put("b", linear.bias().reshape(1, linear.bias().length()));
      addBias(node.layer());
    }
  }

  private static void addBias(Layer layer) {
    if (layer instanceof DenseLayer dense) {
      dense.setHasBias(true);
    } else if (layer instanceof OutputLayer output) {
      output.setHasBias(true);
    } else if (layer instanceof ConvolutionLayer convolution) {
      convolution.setHasBias(true);
    }
  }

  /** Makes an activation layer part of another, if that is possible. */
  boolean moveActivation(String key, String into) {
    if (!isLinear(into)
        || !(layers.get(key).layer() instanceof ActivationLayer activation)
        || !isRemovable(key)) {
      return false;
    }
    ((BaseLayer) layers.get(into).layer()).setActivationFn(activation.getActivationFn());
    remove(key);
    return true;
  }

  /** The changed network. */
  Model build() {
    return frame.build(layers);
  }

  private record Chain(MultiLayerConfiguration conf, List<String> names) implements Frame {
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
        if (node.preProcessor() != null) {
          preProcessors.put(confs.size(), node.preProcessor());
        }
        confs.add(node.conf);
      }
      conf.setConfs(confs);
      conf.setInputPreProcessors(preProcessors);
      MultiLayerNetwork network = new MultiLayerNetwork(conf);
      network.init();
      for (int i = 0; i < names.size(); i++) {
        org.deeplearning4j.nn.api.Layer made = network.getLayer(i);
        layers.get(names.get(i)).weights().forEach(made::setParam);
      }
      return network;
    }
  }

  private record Graph(ComputationGraphConfiguration conf) implements Frame {
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
            node.weights().forEach(made::setParam);
          });
      return network;
    }
  }
}
