package io.howdah.predict.onnx;

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
}
