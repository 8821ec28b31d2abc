package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;
import io.howdah.model.Normalization;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx.ModelProto;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Walks a network from its input to its output and writes down what it computes. */
final class NetworkExport {
  private final LoadedModel model;
  private final boolean exactly;
  private final OnnxGraph graph = new OnnxGraph();

  /**
   * @param exactly false to fold the normaliser and batch-norms into the layers with weights, which
   *     is faster and rounds otherwise than DL4J
   */
  NetworkExport(LoadedModel model, boolean exactly) {
    this.model = model;
    this.exactly = exactly;
  }

  /**
   * @throws ModelException that names the layer which cannot be exported
   */
  ModelProto run() throws ModelException {
    Value result =
        settled(
            model.network() instanceof ComputationGraph network
                ? vertices(network)
                : layers((MultiLayerNetwork) model.network()));
    if (result.shape().length != 1 || result.shape()[0] != model.outputs() || result.steps() != 1) {
      throw refused(
          "the network",
          "it gives " + result.shapeText() + " a record (must be " + model.outputs() + " numbers)");
    }
    return graph.model(reverted(result).name(), model.card().schema().width(), model.outputs());
  }

  private Value input() throws ModelException {
    List<Integer> card = model.card().inputShape();
    long[] shape = card.stream().mapToLong(Integer::longValue).toArray();
    String name = OnnxGraph.INPUT;
    if (shape.length > 1) {
      name = Shapes.rows(graph, name, shape);
    }
    Value input = Value.of(name, shape);
    if (model.normalizer().isEmpty()) {
      return input;
    }
    Normalization normalizer = model.normalizer().get();
    Optional<ChannelAffine> affine = normalizer.features(card.get(0));
    return settledIfExact(input.after(affine.orElseThrow(() -> unknown(normalizer))));
  }

  /** The outputs in the units of the labels, where the normaliser was fitted to them. */
  private Value reverted(Value outputs) throws ModelException {
    if (model.normalizer().isEmpty() || !model.normalizer().get().revertsOutputs()) {
      return outputs;
    }
    Normalization normalizer = model.normalizer().get();
    Optional<ChannelAffine> affine = normalizer.outputs(model.outputs());
    graph.enter("labels");
    return settled(outputs.after(affine.orElseThrow(() -> unknown(normalizer))));
  }

  private static ModelException unknown(Normalization normalizer) {
    return refused("the normaliser (" + normalizer.name() + ")", "it is not known");
  }

  private Value layers(MultiLayerNetwork network) throws ModelException {
    Value value = input();
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      value =
          layer(
              name(layer, i),
              layer,
              network.getLayerWiseConfigurations().getInputPreProcess(i),
              value);
    }
    return value;
  }

  private Value vertices(ComputationGraph network) throws ModelException {
    GraphVertex[] vertices = network.getVertices();
    Map<String, Value> values = new HashMap<>();
    for (int index : network.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      Value value =
          vertex.isInputVertex()
              ? input()
              : vertex(network, vertex, inputs(vertices, vertex, values));
      boolean shared = vertex.getNumOutputConnections() > 1;
      values.put(vertex.getVertexName(), shared ? settled(value) : value);
    }
    return values.get(network.getConfiguration().getNetworkOutputs().get(0));
  }

  private static List<Value> inputs(
      GraphVertex[] vertices, GraphVertex vertex, Map<String, Value> values) {
    return Arrays.stream(vertex.getInputVertices())
        .map(input -> values.get(vertices[input.getVertexIndex()].getVertexName()))
        .toList();
  }

  private Value vertex(ComputationGraph network, GraphVertex vertex, List<Value> inputs)
      throws ModelException {
    String name = vertex.getVertexName();
    if (vertex instanceof LayerVertex layer) {
      return layer(name, layer.getLayer(), layer.getLayerPreProcessor(), inputs.get(0));
    }
    var conf = network.getConfiguration().getVertices().get(name);
    graph.enter(name);
    try {
      return Vertices.add(graph, conf, inputs.stream().map(this::settled).toList());
    } catch (UnsupportedLayerException e) {
      throw refused(
          "vertex " + name + " (" + conf.getClass().getSimpleName() + ")", e.getMessage());
    }
  }

  private static String name(Layer layer, int index) {
    String name = layer.conf().getLayer().getLayerName();
    return name == null ? "layer" + index : name;
  }

  private Value layer(String name, Layer layer, InputPreProcessor before, Value in)
      throws ModelException {
    graph.enter(name);
    try {
      Value ready = before == null ? in : Preprocessors.add(graph, before, in);
      return settledIfExact(Layers.add(graph, layer, ready));
    } catch (UnsupportedLayerException e) {
      throw refused(
          "layer " + name + " (" + layer.conf().getLayer().getClass().getSimpleName() + ")",
          e.getMessage());
    }
  }

  private Value settledIfExact(Value value) {
    return exactly ? settled(value) : value;
  }

  private Value settled(Value value) {
    return exactly ? value.settledExactly(graph) : value.settled(graph);
  }

  private static ModelException refused(String what, String why) {
    return new ModelException(
        "Cannot export " + what + " to ONNX: " + why + " (use engine nd4j or dl4j)");
  }
}
