package io.howdah.predict.onnx;

import io.howdah.model.ModelException;
import io.howdah.network.Network;
import io.howdah.network.Operation;
import io.howdah.network.Place;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.ModelProto;

/** Writes a network down as a graph, node by node. */
final class NetworkExport {
  private final Network network;
  private final boolean exactly;
  private final OnnxGraph graph = new OnnxGraph();

  /**
   * @param exactly true to round normalisations as DL4J does; false to make them one node each,
   *     which is faster
   */
  NetworkExport(Network network, boolean exactly) {
    this.network = network;
    this.exactly = exactly;
  }

  /**
   * @param width floats of a record
   * @param outputs floats of a record's scores
   * @throws ModelException that names the layer which cannot be exported
   */
  ModelProto run(long width, long outputs) throws ModelException {
    List<Value> values = new ArrayList<>();
    values.add(Value.of(OnnxGraph.INPUT, width));
    for (Network.Node node : network.nodes()) {
      values.add(value(node, node.inputs().stream().map(values::get).toList()));
    }
    Value result = values.get(network.output());
    if (result.rank() != 1 || result.shape()[0] != outputs || result.steps() != 1) {
      throw refused(
          "the network",
          "it gives " + result.shapeText() + " a record (must be " + outputs + " numbers)");
    }
    return graph.model(result.name(), width, outputs);
  }

  private Value value(Network.Node node, List<Value> inputs) throws ModelException {
    graph.enter(node.place().name());
    try {
      return node.operation() instanceof Operation.Normalise normalise
          ? normalised(node.place(), normalise, inputs.get(0))
          : Operations.add(graph, node, inputs);
    } catch (UnsupportedLayerException e) {
      throw refused(text(node.place()), e.getMessage());
    }
  }

  private Value normalised(Place place, Operation.Normalise normalise, Value in) {
    if (in.rank() == 2 && place.isInNetwork()) {
      throw new UnsupportedLayerException("it normalises sequences");
    }
    return in.as(
        exactly
            ? AffineNodes.addExactly(normalise.affine(), graph, in)
            : AffineNodes.addFused(normalise.affine(), graph, in));
  }

  private static String text(Place place) {
    return switch (place.kind()) {
      case LAYER_OF_CHAIN, LAYER_OF_GRAPH -> "layer " + place.name() + " (" + place.type() + ")";
      case VERTEX -> "vertex " + place.name() + " (" + place.type() + ")";
      case INPUT, LABELS -> "the normaliser (" + place.type() + ")";
    };
  }

  private static ModelException refused(String what, String why) {
    return new ModelException(
        "Cannot export " + what + " to ONNX: " + why + " (use engine nd4j or dl4j)");
  }
}
