package io.howdah.predict.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** The steps of what is not a layer: the vertices of a graph, and what stands before layers. */
final class VertexSteps {
  private VertexSteps() {}

  /**
   * The step of a vertex that is not a layer.
   *
   * @param inputs how many values it takes
   */
  static List<Step> of(GraphVertex vertex, int inputs, String place) throws NotCompiledException {
    if (vertex instanceof PreprocessorVertex preprocessor) {
      return of(preprocessor.getPreProcessor(), place);
    }
    if (vertex instanceof ScaleVertex scale) {
      return List.of(new ConstantStep("multiply", scale.getScaleFactor()));
    }
    if (vertex instanceof ShiftVertex shift) {
      return List.of(new ConstantStep("add", shift.getShiftFactor()));
    }
    if (vertex instanceof ReshapeVertex reshape && reshape.getReshapeOrder() == 'c') {
      return List.of(reshape(reshape.getNewShape()));
    }
    if (vertex instanceof MergeVertex merge) {
      return inputs == 1
          ? List.of()
          : List.of(
              new OpStep(
                  DynamicCustomOp.builder("concat")
                      .addIntegerArguments(merge.getMergeAxis())
                      .build()));
    }
    if (vertex instanceof ElementWiseVertex elements) {
      return inputs == 1 ? List.of() : List.of(reduction(elements));
    }
    throw NotCompiledException.unknown(place, vertex.getClass().getSimpleName());
  }

  /** The steps of what stands before a layer; null stands for nothing. */
  static List<Step> of(InputPreProcessor preprocessor, String place) throws NotCompiledException {
    if (preprocessor == null) {
      return List.of();
    }
    if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten
        && flatten.getFormat() == CNN2DFormat.NCHW) {
      return List.of(new ReshapeStep(-1));
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor image) {
      return List.of(
          new ReshapeStep(image.getNumChannels(), image.getInputHeight(), image.getInputWidth()));
    }
    if (preprocessor instanceof ComposableInputPreProcessor several) {
      List<Step> steps = new ArrayList<>();
      for (InputPreProcessor one : several.getInputPreProcessors()) {
        steps.addAll(of(one, place));
      }
      return steps;
    }
    throw NotCompiledException.unknown(place, preprocessor.getClass().getSimpleName());
  }

  private static Step reduction(ElementWiseVertex vertex) {
    return switch (vertex.getOp()) {
      case Add -> ReduceStep.of("add");
      case Subtract -> ReduceStep.of("subtract");
      case Product -> ReduceStep.of("multiply");
      case Max -> ReduceStep.of("maximum");
      case Average -> ReduceStep.ofAverage();
    };
  }

  private static Step reshape(int[] shape) {
    long[] rowShape = new long[shape.length - 1];
    for (int i = 0; i < rowShape.length; i++) {
      rowShape[i] = shape[i + 1];
    }
    return new ReshapeStep(rowShape);
  }
}
