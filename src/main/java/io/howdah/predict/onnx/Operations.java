package io.howdah.predict.onnx;

import static java.util.Map.entry;

import io.howdah.network.Network;
import io.howdah.network.Operation;
import io.howdah.network.Place;
import java.util.List;
import java.util.Map;

/** Which operations can be exported, and by what. */
final class Operations {
  /** Adds the nodes of an operation of one input and gives their value. */
  private interface Export<T extends Operation> {
    Value add(OnnxGraph graph, T operation, Value in);
  }

  /** Adds the nodes of an operation of several inputs. */
  private interface Join<T extends Operation> {
    Value add(OnnxGraph graph, T operation, List<Value> inputs);
  }

  /** Either, whatever its operation. */
  private interface Anything {
    Value add(OnnxGraph graph, Operation operation, List<Value> inputs);
  }

  private static final Map<Class<? extends Operation>, Anything> KNOWN =
      Map.ofEntries(
          one(Operation.Dense.class, DenseLayers::dense),
          one(Operation.Weigh.class, DenseLayers::weigh),
          one(Operation.Slopes.class, DenseLayers::slopes),
          one(Operation.Convolution.class, ConvolutionLayers::convolution),
          one(Operation.Pool.class, ConvolutionLayers::pool),
          one(Operation.PoolAll.class, ConvolutionLayers::poolAll),
          one(Operation.LocalResponse.class, ConvolutionLayers::localResponse),
          one(Operation.Pad.class, PaddingLayers::pad),
          one(Operation.Crop.class, PaddingLayers::crop),
          one(Operation.Repeat.class, PaddingLayers::repeat),
          one(Operation.Embed.class, EmbeddingLayers::embed),
          one(Operation.EmbedSteps.class, EmbeddingLayers::embedSteps),
          one(Operation.Lstm.class, RecurrentLayers::lstm),
          one(Operation.Recur.class, RecurrentLayers::recur),
          one(Operation.LastStep.class, RecurrentLayers::lastStep),
          one(Operation.DenseSteps.class, RecurrentLayers::denseSteps),
          one(
              Operation.Activate.class,
              (graph, activate, in) ->
                  in.as(Activations.add(graph, activate.function(), in.name()))),
          one(Operation.Records.class, Shapes::records),
          one(Operation.Flatten.class, (graph, flatten, in) -> Shapes.flat(graph, in)),
          one(Operation.ToImage.class, Shapes::image),
          one(Operation.StepsToRows.class, Shapes::stepsToRows),
          one(Operation.RowsToSteps.class, Shapes::rowsToSteps),
          one(Operation.Scale.class, Arithmetic::scale),
          one(Operation.Shift.class, Arithmetic::shift),
          one(Operation.Subset.class, Arithmetic::subset),
          one(Operation.UnitLength.class, Arithmetic::unitLength),
          several(Operation.Combine.class, Arithmetic::combine),
          several(Operation.Concatenate.class, Arithmetic::concatenate));

  private Operations() {}

  private static <T extends Operation> Map.Entry<Class<? extends Operation>, Anything> one(
      Class<T> type, Export<T> export) {
    return entry(
        type, (graph, operation, in) -> export.add(graph, type.cast(operation), in.get(0)));
  }

  private static <T extends Operation> Map.Entry<Class<? extends Operation>, Anything> several(
      Class<T> type, Join<T> join) {
    return entry(type, (graph, operation, in) -> join.add(graph, type.cast(operation), in));
  }

  /**
   * Adds what a node of a network computes.
   *
   * @throws UnsupportedLayerException if it cannot be exported
   */
  static Value add(OnnxGraph graph, Network.Node node, List<Value> inputs) {
    Anything known = KNOWN.get(node.operation().getClass());
    if (known == null) {
      throw new UnsupportedLayerException(why(node));
    }
    return known.add(graph, node.operation(), inputs);
  }

  private static String why(Network.Node node) {
    if (!node.place().isInNetwork()) {
      return "it is not known";
    }
    String kind =
        "Howdah does not know this kind of "
            + (node.place().kind() == Place.Kind.VERTEX ? "vertex" : "layer");
    return node.operation() instanceof Operation.Unknown unknown
        ? switch (unknown.reason()) {
          case KIND -> kind;
          case WRAPPER -> "Howdah does not know its wrapper " + unknown.detail();
          case PREPROCESSOR -> "Howdah does not know its " + unknown.detail();
          case LAYER_NORMALIZATION -> "it normalises its layer";
          case DATA_FORMAT ->
              "its data format is "
                  + unknown.detail()
                  + " (must be "
                  + (unknown.detail().equals("NWC") ? "NCW" : "NCHW")
                  + ")";
        }
        : kind;
  }
}
