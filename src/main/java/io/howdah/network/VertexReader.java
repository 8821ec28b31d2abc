package io.howdah.network;

import io.howdah.network.Operation.Unknown;
import io.howdah.network.Operation.Unknown.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** What is between layers: the vertices of a graph, and what reshapes a layer's input. */
final class VertexReader {
  private VertexReader() {}

  /**
   * Reads a vertex that is no layer and no preprocessor.
   *
   * @param inputs how many values it takes
   * @return empty where it gives what it takes
   */
  static Optional<Operation> read(GraphVertex vertex, int inputs) {
    if (vertex instanceof ElementWiseVertex elements) {
      return inputs == 1 ? Optional.empty() : Optional.of(new Operation.Combine(elements.getOp()));
    } else if (vertex instanceof MergeVertex merge) {
      return inputs == 1
          ? Optional.empty()
          : Optional.of(new Operation.Concatenate(merge.getMergeAxis()));
    }
    return Optional.of(ofOneInput(vertex));
  }

  private static Operation ofOneInput(GraphVertex vertex) {
    if (vertex instanceof ScaleVertex scale) {
      return new Operation.Scale(scale.getScaleFactor());
    } else if (vertex instanceof ShiftVertex shift) {
      return new Operation.Shift(shift.getShiftFactor());
    } else if (vertex instanceof SubsetVertex subset) {
      return new Operation.Subset(subset.getFrom(), subset.getTo());
    } else if (vertex instanceof L2NormalizeVertex unit
        && (unit.getDimension() == null || unit.getDimension().length == 0)) {
      return new Operation.UnitLength(unit.getEps());
    } else if (vertex instanceof LastTimeStepVertex) {
      return new Operation.LastStep(true);
    } else if (vertex instanceof ReshapeVertex reshape && reshape.getReshapeOrder() == 'c') {
      int[] shape = reshape.getNewShape();
      return new Operation.Reshape(
          Arrays.stream(shape, 1, shape.length).mapToLong(size -> size).toArray());
    }
    return new Unknown(Reason.KIND, "");
  }

  /**
   * Reads what reshapes a layer's input. Time steps become rows and rows time steps; an engine may
   * lay the steps of a record one after the other where DL4J lays the records of a step, for no
   * layer in between can tell.
   */
  static List<Operation> read(InputPreProcessor preprocessor) {
    if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten) {
      return List.of(new Operation.Flatten(flatten.getFormat() == CNN2DFormat.NCHW));
    } else if (preprocessor instanceof FeedForwardToCnnPreProcessor to) {
      return List.of(image(to.getNumChannels(), to.getInputHeight(), to.getInputWidth()));
    } else if (preprocessor instanceof RnnToFeedForwardPreProcessor from) {
      return List.of(new Operation.StepsToRows(isSizeFirst(from.getRnnDataFormat())));
    } else if (preprocessor instanceof FeedForwardToRnnPreProcessor to) {
      return List.of(new Operation.RowsToSteps(isSizeFirst(to.getRnnDataFormat())));
    } else if (preprocessor instanceof CnnToRnnPreProcessor to) {
      return List.of(
          new Operation.Flatten(true),
          new Operation.RowsToSteps(isSizeFirst(to.getRnnDataFormat())));
    } else if (preprocessor instanceof RnnToCnnPreProcessor to) {
      return List.of(
          new Operation.StepsToRows(isSizeFirst(to.getRnnDataFormat())),
          image(to.getNumChannels(), to.getInputHeight(), to.getInputWidth()));
    }
    return List.of(new Unknown(Reason.PREPROCESSOR, preprocessor.getClass().getSimpleName()));
  }

  private static Operation image(long channels, long height, long width) {
    return new Operation.ToImage(channels, height, width);
  }

  private static boolean isSizeFirst(RNNFormat format) {
    return format == RNNFormat.NCW;
  }
}
