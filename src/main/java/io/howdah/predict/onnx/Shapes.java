package io.howdah.predict.onnx;

import io.howdah.network.Operation;

/** Nodes that move numbers and compute none. */
final class Shapes {
  private Shapes() {}

  /** Gives every row another shape; as many rows as it needs come out. */
  static String rows(OnnxGraph graph, String x, long... shape) {
    long[] withRows = new long[shape.length + 1];
    withRows[0] = -1;
    System.arraycopy(shape, 0, withRows, 1, shape.length);
    return graph.node("Reshape", x, graph.integers("shape", withRows)).add();
  }

  static String transpose(OnnxGraph graph, String x, long... order) {
    return graph.node("Transpose", x).with("perm", order).add();
  }

  static String slice(OnnxGraph graph, String x, long[] starts, long[] ends, long[] axes) {
    return graph
        .node(
            "Slice",
            x,
            graph.integers("starts", starts),
            graph.integers("ends", ends),
            graph.integers("axes", axes))
        .add();
  }

  static Value records(OnnxGraph graph, Operation.Records records, Value in) {
    return in.as(rows(graph, in.name(), records.shape()), records.shape());
  }

  static Value flat(OnnxGraph graph, Value in) {
    return in.rank() == 1 ? in : in.as(graph.node("Flatten", in.name()).add(), in.length());
  }

  static Value image(OnnxGraph graph, Operation.ToImage image, Value in) {
    long[] shape = {image.channels(), image.height(), image.width()};
    return in.rank() == 3 ? in : in.as(rows(graph, in.name(), shape), shape);
  }

  static Value stepsToRows(OnnxGraph graph, Operation.StepsToRows to, Value in) {
    if (in.rank() == 1) {
      return in;
    }
    long size = in.shape()[to.sizeFirst() ? 0 : 1];
    long steps = in.shape()[to.sizeFirst() ? 1 : 0];
    String x = to.sizeFirst() ? transpose(graph, in.name(), 0, 2, 1) : in.name();
    return Value.of(rows(graph, x, size), size).withSteps(in.steps() * steps);
  }

  static Value rowsToSteps(OnnxGraph graph, Operation.RowsToSteps to, Value in) {
    long size = in.shape()[0];
    long steps = in.steps();
    String x = rows(graph, in.name(), steps, size);
    return to.sizeFirst()
        ? Value.of(transpose(graph, x, 0, 2, 1), size, steps)
        : Value.of(x, steps, size);
  }
}
