package io.howdah.predict.nd4j;

import io.howdah.network.Network;
import io.howdah.network.Operation;
import io.howdah.network.Place;
import io.howdah.network.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Writes a network's operations down as steps; their weights are copies. */
final class NetworkCompiler {
  private NetworkCompiler() {}

  static CompiledNetwork compile(Network network) throws NotCompiledException {
    int[] readers = network.readers();
    List<CompiledNetwork.Node> nodes = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      int input = node.input();
      boolean alone =
          readers[input] == 1 && input != Network.INPUT && nodes.get(input - 1).step().ownsOutput();
      nodes.add(new CompiledNetwork.Node(step(node, alone), node.inputs()));
    }
    return new CompiledNetwork(nodes, network.output());
  }

  /**
   * @param alone true where the input is memory that nothing else reads
   */
  private static Step step(Network.Node node, boolean alone) throws NotCompiledException {
    Operation operation = node.operation();
    if (operation instanceof Operation.Dense dense) {
      return new OpStep(op("xw_plus_b"), Weights.copy(dense.weights()), Weights.copy(dense.bias()));
    } else if (operation instanceof Operation.Convolution convolution) {
      return convolution(convolution, node.place());
    } else if (operation instanceof Operation.Activate activate) {
      return new ActivationStep(activate.function(), alone);
    } else if (operation instanceof Operation.Normalise normalise) {
      return new AffineStep(normalise.affine());
    } else if (operation instanceof Operation.Pool pool) {
      return pooling(pool, node.place());
    } else if (operation instanceof Operation.PoolAll pool) {
      return globalPooling(pool, node.place());
    } else if (operation instanceof Operation.Records records) {
      return new ReshapeStep(records.shape());
    } else if (operation instanceof Operation.Reshape reshape) {
      return new ReshapeStep(reshape.shape());
    } else if (operation instanceof Operation.Flatten flatten && flatten.channelsFirst()) {
      return new ReshapeStep(-1);
    } else if (operation instanceof Operation.ToImage image) {
      return new ReshapeStep(image.channels(), image.height(), image.width());
    } else if (operation instanceof Operation.Scale scale) {
      return new OpStep(op("multiply"), Weights.vector(scale.factor()));
    } else if (operation instanceof Operation.Shift shift) {
      return new OpStep(op("add"), Weights.vector(shift.number()));
    } else if (operation instanceof Operation.Concatenate concatenate) {
      return new OpStep(
          DynamicCustomOp.builder("concat").addIntegerArguments(concatenate.axis()).build());
    } else if (operation instanceof Operation.Combine combine) {
      return switch (combine.op()) {
        case Add -> ReduceStep.of("add");
        case Subtract -> ReduceStep.of("subtract");
        case Product -> ReduceStep.of("multiply");
        case Max -> ReduceStep.of("maximum");
        case Average -> ReduceStep.ofAverage();
      };
    }
    throw unknown(node.place(), operation instanceof Operation.Unknown what ? why(what) : "");
  }

  private static Step convolution(Operation.Convolution convolution, Place place)
      throws NotCompiledException {
    if (convolution.window().dimensions() != 2) {
      throw unknown(place, "");
    }
    return new ConvolutionStep(
        convolution.window(),
        Weights.copy(convolution.weights()),
        Weights.copy(convolution.bias()));
  }

  private static Step pooling(Operation.Pool pool, Place place) throws NotCompiledException {
    if (pool.window().dimensions() != 2 || pool.type() == PoolingType.SUM) {
      throw unknown(place, pool.window().dimensions() == 2 ? " of type SUM" : "");
    }
    String op =
        switch (pool.type()) {
          case MAX -> "maxpool2d";
          case AVG -> "avgpool2d";
          default -> "pnormpool2d";
        };
    int extra =
        switch (pool.type()) {
          case AVG -> pool.countsPadding() ? 1 : 0;
          case PNORM -> pool.norm();
          default -> 0;
        };
    // channels first
    return new OpStep(windowed(op, pool.window(), extra, 0));
  }

  private static Step globalPooling(Operation.PoolAll pool, Place place)
      throws NotCompiledException {
    if (pool.dimensions().length > 0 && !Arrays.equals(pool.dimensions(), new int[] {2, 3})) {
      throw unknown(place, " over dimensions " + Arrays.toString(pool.dimensions()));
    }
    String op =
        switch (pool.type()) {
          case MAX -> "reduce_max";
          case AVG -> "reduce_mean";
          case SUM -> "reduce_sum";
          case PNORM -> throw unknown(place, " of type PNORM");
        };
    return new OpStep(
        DynamicCustomOp.builder(op)
            .addIntegerArguments(2, 3)
            .addBooleanArguments(pool.keepsRank())
            .build());
  }

  private static CustomOp op(String name) {
    return DynamicCustomOp.builder(name).build();
  }

  /**
   * The op of that name that takes a window, in ND4J's order of arguments.
   *
   * @param more arguments after it
   */
  static CustomOp windowed(String name, Window window, int... more) {
    int[] same = {window.isSame() ? 1 : 0};
    int[] arguments =
        Stream.of(window.kernel(), window.stride(), window.padding(), window.dilation(), same, more)
            .flatMapToInt(Arrays::stream)
            .toArray();
    return DynamicCustomOp.builder(name).addIntegerArguments(arguments).build();
  }

  private static String why(Operation.Unknown what) {
    return switch (what.reason()) {
      case LAYER_NORMALIZATION -> " with layer normalization";
      case DATA_FORMAT -> " of data format " + what.detail();
      case KIND, WRAPPER, PREPROCESSOR -> "";
    };
  }

  /**
   * @param how the layer is set up, where that is what has no steps
   */
  private static NotCompiledException unknown(Place place, String how) {
    String where =
        switch (place.kind()) {
          case LAYER_OF_CHAIN -> "layer " + place.key();
          case LAYER_OF_GRAPH, VERTEX -> "vertex " + place.key();
          case INPUT, LABELS -> "the normalizer";
        };
    return new NotCompiledException("nd4j does not know " + where + ": " + place.part() + how);
  }
}
