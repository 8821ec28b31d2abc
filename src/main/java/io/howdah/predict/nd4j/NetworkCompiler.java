package io.howdah.predict.nd4j;

import io.howdah.model.LoadedModel;
import io.howdah.model.Normalization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Walks a network of DL4J and writes its steps down. */
final class NetworkCompiler {
  private final NetworkBuilder steps = new NetworkBuilder();

  private NetworkCompiler() {}

  /**
   * The model's network, its normaliser before it and, where that was fitted to labels, the labels'
   * way back after it; its weights are copies.
   */
  static CompiledNetwork compile(LoadedModel model) throws NotCompiledException {
    NetworkCompiler compiler = new NetworkCompiler();
    int input = compiler.input(model);
    int output =
        model.network() instanceof ComputationGraph graph
            ? compiler.graph(graph, input)
            : compiler.layers((MultiLayerNetwork) model.network(), input);
    return compiler.steps.build(compiler.reverted(model, output));
  }

  private int input(LoadedModel model) throws NotCompiledException {
    List<Integer> shape = model.card().inputShape();
    int value = NetworkBuilder.INPUT;
    if (shape.size() > 1) {
      value =
          steps.add(new ReshapeStep(shape.stream().mapToLong(Integer::longValue).toArray()), value);
    }
    if (model.normalizer().isPresent()) {
      Normalization normalizer = model.normalizer().get();
      value =
          steps.add(
              new AffineStep(
                  normalizer.features(shape.get(0)).orElseThrow(() -> unknown(normalizer))),
              value);
    }
    return value;
  }

  private int reverted(LoadedModel model, int output) throws NotCompiledException {
    if (model.normalizer().isEmpty() || !model.normalizer().get().revertsOutputs()) {
      return output;
    }
    Normalization normalizer = model.normalizer().get();
    return steps.add(
        new AffineStep(normalizer.outputs(model.outputs()).orElseThrow(() -> unknown(normalizer))),
        output);
  }

  private static NotCompiledException unknown(Normalization normalizer) {
    return NotCompiledException.unknown("the normalizer", normalizer.name());
  }

  private int layers(MultiLayerNetwork network, int input) throws NotCompiledException {
    int value = input;
    for (int i = 0; i < network.getnLayers(); i++) {
      String place = "layer " + i;
      var before = network.getLayerWiseConfigurations().getInputPreProcess(i);
      value = steps.addAll(VertexSteps.of(before, place), value);
      value = steps.addAll(LayerSteps.of(network.getLayer(i), place), value);
    }
    return value;
  }

  private int graph(ComputationGraph graph, int input) throws NotCompiledException {
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

  private int vertex(ComputationGraph graph, String name, GraphVertex vertex, List<Integer> inputs)
      throws NotCompiledException {
    String place = "vertex " + name;
    if (vertex instanceof LayerVertex layer) {
      int value = steps.addAll(VertexSteps.of(layer.getPreProcessor(), place), inputs.get(0));
      return steps.addAll(LayerSteps.of(graph.getLayer(name), place), value);
    }
    List<Step> own = VertexSteps.of(vertex, inputs.size(), place);
    if (own.isEmpty()) {
      return inputs.get(0);
    }
    int value = steps.add(own.get(0), inputs.toArray(Integer[]::new));
    return steps.addAll(own.subList(1, own.size()), value);
  }
}
