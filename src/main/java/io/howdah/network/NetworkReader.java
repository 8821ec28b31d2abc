package io.howdah.network;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LoadedModel;
import io.howdah.model.Normalization;
import io.howdah.network.Operation.Unknown;
import io.howdah.network.Operation.Unknown.Reason;
import io.howdah.network.Place.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Walks a model from the records to its answers, and writes down what it computes. */
public final class NetworkReader {
  private final List<Network.Node> nodes = new ArrayList<>();

  private NetworkReader() {}

  /**
   * The model's network, its normaliser before it and, where that was fitted to labels, the labels'
   * way back after it. Dropout is gone. What Howdah cannot read becomes {@link Unknown}.
   */
  public static Network read(LoadedModel model) {
    NetworkReader reader = new NetworkReader();
    int input = reader.input(model);
    int output =
        model.network() instanceof ComputationGraph graph
            ? reader.vertices(graph, input)
            : reader.layers((MultiLayerNetwork) model.network(), input);
    return new Network(reader.nodes, reader.reverted(model, output));
  }

  private int input(LoadedModel model) {
    List<Integer> shape = model.card().inputShape();
    Place records = new Place(Kind.INPUT, "", "input", "");
    int value = Network.INPUT;
    if (shape.size() > 1) {
      long[] rowShape = shape.stream().mapToLong(Integer::longValue).toArray();
      value = add(new Operation.Records(rowShape), records, List.of(value));
    }
    if (model.normalizer().isPresent()) {
      Normalization normalizer = model.normalizer().get();
      value = add(Kind.INPUT, normalizer, normalizer.features(shape.get(0)), value);
    }
    return value;
  }

  private int reverted(LoadedModel model, int output) {
    if (model.normalizer().isEmpty() || !model.normalizer().get().revertsOutputs()) {
      return output;
    }
    Normalization normalizer = model.normalizer().get();
    return add(Kind.LABELS, normalizer, normalizer.outputs(model.outputs()), output);
  }

  private int add(Kind kind, Normalization normalizer, Optional<ChannelAffine> affine, int value) {
    String name = kind == Kind.INPUT ? "input" : "labels";
    Operation operation =
        affine
            .<Operation>map(Operation.Normalise::new)
            .orElseGet(() -> new Unknown(Reason.KIND, ""));
    return add(operation, new Place(kind, "", name, normalizer.name()), List.of(value));
  }

  private int layers(MultiLayerNetwork network, int input) {
    int value = input;
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      String name = layer.conf().getLayer().getLayerName();
      Place place =
          new Place(
              Kind.LAYER_OF_CHAIN,
              Integer.toString(i),
              name == null ? "layer" + i : name,
              type(layer));
      InputPreProcessor before = network.getLayerWiseConfigurations().getInputPreProcess(i);
      value = layer(layer, before, place, value);
    }
    return value;
  }

  private int vertices(ComputationGraph graph, int input) {
    ComputationGraphConfiguration conf = graph.getConfiguration();
    Map<String, Integer> values = new HashMap<>();
    values.put(conf.getNetworkInputs().get(0), input);
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (!values.containsKey(name)) {
        List<Integer> inputs = conf.getVertexInputs().get(name).stream().map(values::get).toList();
        values.put(name, vertex(graph, name, conf.getVertices().get(name), inputs));
      }
    }
    return values.get(conf.getNetworkOutputs().get(0));
  }

  private int vertex(
      ComputationGraph graph, String name, GraphVertex vertex, List<Integer> inputs) {
    if (vertex instanceof LayerVertex conf) {
      Layer layer = graph.getLayer(name);
      Place place = new Place(Kind.LAYER_OF_GRAPH, name, name, type(layer));
      return layer(layer, conf.getPreProcessor(), place, inputs.get(0));
    }
    Place place = new Place(Kind.VERTEX, name, name, vertex.getClass().getSimpleName());
    if (vertex instanceof PreprocessorVertex preprocessor) {
      return preprocessor(preprocessor.getPreProcessor(), place, inputs.get(0));
    }
    return VertexReader.read(vertex, inputs.size())
        .map(operation -> add(operation, place, inputs))
        .orElse(inputs.get(0));
  }

  private int layer(Layer layer, InputPreProcessor before, Place place, int input) {
    return chain(LayerReader.read(layer), place, preprocessor(before, place, input));
  }

  /** Null is nothing. */
  private int preprocessor(InputPreProcessor preprocessor, Place place, int input) {
    if (preprocessor == null) {
      return input;
    }
    if (preprocessor instanceof ComposableInputPreProcessor composed) {
      int value = input;
      for (InputPreProcessor each : composed.getInputPreProcessors()) {
        value = preprocessor(each, place, value);
      }
      return value;
    }
    return chain(VertexReader.read(preprocessor), place.of(preprocessor), input);
  }

  private int chain(List<Operation> operations, Place place, int input) {
    int value = input;
    for (Operation operation : operations) {
      value = add(operation, place, List.of(value));
    }
    return value;
  }

  private int add(Operation operation, Place place, List<Integer> inputs) {
    nodes.add(new Network.Node(operation, inputs, place));
    return nodes.size();
  }

  private static String type(Layer layer) {
    return layer.conf().getLayer().getClass().getSimpleName();
  }
}
