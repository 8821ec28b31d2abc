package io.howdah.predict.onnx;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;

/** What a ComputationGraph has between its layers. */
final class Vertices {
  private Vertices() {}

  /**
   * @param inputs with nothing pending, at least one
   */
  static Value add(OnnxGraph graph, GraphVertex vertex, List<Value> inputs) {
    Value first = inputs.get(0);
    if (vertex instanceof ElementWiseVertex elementWise) {
      return elementWise(graph, elementWise, inputs);
    } else if (vertex instanceof MergeVertex merge) {
      return merge(graph, merge, inputs);
    } else if (vertex instanceof ScaleVertex scale) {
      return first.as(by(graph, "Mul", first, scale.getScaleFactor()));
    } else if (vertex instanceof ShiftVertex shift) {
      return first.as(by(graph, "Add", first, shift.getShiftFactor()));
    } else if (vertex instanceof SubsetVertex subset) {
      return subset(graph, subset, first);
    } else if (vertex instanceof L2NormalizeVertex normalize
        && (normalize.getDimension() == null || normalize.getDimension().length == 0)) {
      return normalize(graph, normalize, first);
    } else if (vertex instanceof PreprocessorVertex preprocessor) {
      return Preprocessors.add(graph, preprocessor.getPreProcessor(), first);
    } else if (vertex instanceof LastTimeStepVertex) {
      return RecurrentLayers.lastStep(graph, first, RNNFormat.NCW);
    }
    throw new UnsupportedLayerException("Howdah does not know this kind of vertex");
  }

  private static String by(OnnxGraph graph, String operator, Value in, double factor) {
    return graph.node(operator, in.name(), graph.scalar("by", factor)).add();
  }

  private static Value elementWise(OnnxGraph graph, ElementWiseVertex vertex, List<Value> inputs) {
    Value first = inputs.get(0);
    for (Value input : inputs) {
      if (!Arrays.equals(input.shape(), first.shape())) {
        throw new UnsupportedLayerException(
            "its inputs have the shapes " + first.shapeText() + " and " + input.shapeText());
      }
    }
    if (inputs.size() == 1) {
      return first;
    }
    return switch (vertex.getOp()) {
      case Add -> first.as(chain(graph, "Add", inputs));
      case Product -> first.as(chain(graph, "Mul", inputs));
      case Subtract -> first.as(chain(graph, "Sub", inputs));
      case Average ->
          first.as(by(graph, "Mul", first.as(chain(graph, "Add", inputs)), 1.0 / inputs.size()));
      case Max -> first.as(graph.node("Max", names(inputs)).add());
    };
  }

  private static String chain(OnnxGraph graph, String operator, List<Value> inputs) {
    String result = inputs.get(0).name();
    for (Value input : inputs.subList(1, inputs.size())) {
      result = graph.node(operator, result, input.name()).add();
    }
    return result;
  }

  private static Value merge(OnnxGraph graph, MergeVertex vertex, List<Value> inputs) {
    int axis = vertex.getMergeAxis();
    Value first = inputs.get(0);
    long[] shape = first.shape().clone();
    if (axis < 1 || axis > shape.length) {
      throw new UnsupportedLayerException(
          "it merges dimension " + axis + " of " + first.shapeText());
    }
    for (Value input : inputs.subList(1, inputs.size())) {
      if (input.shape().length != shape.length) {
        throw new UnsupportedLayerException(
            "it merges " + first.shapeText() + " and " + input.shapeText());
      }
      shape[axis - 1] += input.shape()[axis - 1];
    }
    return first.as(graph.node("Concat", names(inputs)).with("axis", axis).add(), shape);
  }

  private static Value subset(OnnxGraph graph, SubsetVertex vertex, Value in) {
    long[] shape = in.shape().clone();
    shape[0] = vertex.getTo() - vertex.getFrom() + 1L;
    return in.as(
        graph
            .node(
                "Slice",
                in.name(),
                graph.integers("starts", vertex.getFrom()),
                graph.integers("ends", vertex.getTo() + 1L),
                graph.integers("axes", 1))
            .add(),
        shape);
  }

  /** Divides by the length of the record's vector, or by epsilon where that is larger. */
  private static Value normalize(OnnxGraph graph, L2NormalizeVertex vertex, Value in) {
    long[] axes = new long[in.shape().length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = 1L + i;
    }
    String length = graph.node("ReduceL2", in.name()).with("axes", axes).with("keepdims", 1).add();
    String divisor = graph.node("Max", length, graph.scalar("eps", vertex.getEps())).add();
    return in.as(graph.node("Div", in.name(), divisor).add());
  }

  private static String[] names(List<Value> values) {
    return values.stream().map(Value::name).toArray(String[]::new);
  }
}
