package io.howdah.predict.onnx;

import io.howdah.network.Operation;
import java.util.Arrays;
import java.util.List;

/** What a ComputationGraph has between its layers. */
final class Arithmetic {
  private Arithmetic() {}

  static Value scale(OnnxGraph graph, Operation.Scale scale, Value in) {
    return in.as(by(graph, "Mul", in.name(), scale.factor()));
  }

  static Value shift(OnnxGraph graph, Operation.Shift shift, Value in) {
    return in.as(by(graph, "Add", in.name(), shift.number()));
  }

  private static String by(OnnxGraph graph, String operator, String x, double number) {
    return graph.node(operator, x, graph.scalar("by", number)).add();
  }

  static Value combine(OnnxGraph graph, Operation.Combine combine, List<Value> inputs) {
    Value first = inputs.get(0);
    for (Value input : inputs) {
      if (!Arrays.equals(input.shape(), first.shape())) {
        throw new UnsupportedLayerException(
            "its inputs have the shapes " + first.shapeText() + " and " + input.shapeText());
      }
    }
    return first.as(
        switch (combine.op()) {
          case Add -> chain(graph, "Add", inputs);
          case Product -> chain(graph, "Mul", inputs);
          case Subtract -> chain(graph, "Sub", inputs);
          case Average -> by(graph, "Mul", chain(graph, "Add", inputs), 1.0 / inputs.size());
          case Max -> graph.node("Max", names(inputs)).add();
        });
  }

  private static String chain(OnnxGraph graph, String operator, List<Value> inputs) {
    String result = inputs.get(0).name();
    for (Value input : inputs.subList(1, inputs.size())) {
      result = graph.node(operator, result, input.name()).add();
    }
    return result;
  }

  static Value concatenate(OnnxGraph graph, Operation.Concatenate concatenate, List<Value> inputs) {
    int axis = concatenate.axis();
    Value first = inputs.get(0);
    long[] shape = first.shape().clone();
    if (axis < 1 || axis > shape.length) {
      throw new UnsupportedLayerException(
          "it merges dimension " + axis + " of " + first.shapeText());
    }
    for (Value input : inputs.subList(1, inputs.size())) {
      if (input.rank() != shape.length) {
        throw new UnsupportedLayerException(
            "it merges " + first.shapeText() + " and " + input.shapeText());
      }
      shape[axis - 1] += input.shape()[axis - 1];
    }
    return first.as(graph.node("Concat", names(inputs)).with("axis", axis).add(), shape);
  }

  static Value subset(OnnxGraph graph, Operation.Subset subset, Value in) {
    long[] shape = in.shape().clone();
    shape[0] = subset.to() - subset.from() + 1L;
    return in.as(
        Shapes.slice(
            graph,
            in.name(),
            new long[] {subset.from()},
            new long[] {subset.to() + 1L},
            new long[] {1}),
        shape);
  }

  static Value unitLength(OnnxGraph graph, Operation.UnitLength unit, Value in) {
    long[] axes = new long[in.rank()];
    Arrays.setAll(axes, i -> 1L + i);
    String length = graph.node("ReduceL2", in.name()).with("axes", axes).with("keepdims", 1).add();
    String divisor = graph.node("Max", length, graph.scalar("eps", unit.epsilon())).add();
    return in.as(graph.node("Div", in.name(), divisor).add());
  }

  private static String[] names(List<Value> values) {
    return values.stream().map(Value::name).toArray(String[]::new);
  }
}
