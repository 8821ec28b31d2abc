package io.howdah.predict.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** ND4J's activation functions as nodes; the formulas are those of libnd4j. */
final class Activations {
  /** Adds a function's nodes and names their value. */
  private interface Nodes {
    String add(OnnxGraph graph, String x);
  }

  private static final Map<Class<? extends IActivation>, Nodes> PLAIN =
      Map.ofEntries(
          entry(ActivationIdentity.class, (graph, x) -> x),
          entry(ActivationSigmoid.class, node("Sigmoid")),
          entry(ActivationTanH.class, node("Tanh")),
          entry(ActivationSoftPlus.class, node("Softplus")),
          entry(ActivationSoftSign.class, node("Softsign")),
          entry(ActivationSELU.class, node("Selu")),
          // ND4J's too goes along the last dimension, whatever that is
          entry(
              ActivationSoftmax.class,
              (graph, x) -> graph.node("Softmax", x).with("axis", -1).add()),
          entry(
              ActivationHardSigmoid.class,
              (graph, x) ->
                  graph.node("HardSigmoid", x).with("alpha", 0.2f).with("beta", 0.5f).add()),
          entry(ActivationHardTanH.class, (graph, x) -> clip(graph, x, -1, 1)),
          entry(ActivationReLU6.class, (graph, x) -> clip(graph, x, 0, 6)),
          entry(
              ActivationRectifiedTanh.class,
              (graph, x) -> graph.node("Relu", graph.node("Tanh", x).add()).add()),
          entry(
              ActivationCube.class,
              (graph, x) -> graph.node("Mul", graph.node("Mul", x, x).add(), x).add()),
          entry(ActivationSwish.class, (graph, x) -> gated(graph, x, x)),
          entry(ActivationMish.class, Activations::mish),
          entry(ActivationRationalTanh.class, Activations::rationalTanh));

  private Activations() {}

  /** Adds the function to the graph and names its value. */
  static String add(OnnxGraph graph, IActivation function, String x) {
    Nodes plain = PLAIN.get(function.getClass());
    if (plain != null) {
      return plain.add(graph, x);
    } else if (function instanceof ActivationReLU relu) {
      return relu(graph, relu, x);
    } else if (function instanceof ActivationLReLU leaky) {
      return leaky(graph, x, leaky.getAlpha());
    } else if (function instanceof ActivationELU elu) {
      return graph.node("Elu", x).with("alpha", (float) elu.getAlpha()).add();
    } else if (function instanceof ActivationThresholdedReLU thresholded) {
      return graph.node("ThresholdedRelu", x).with("alpha", (float) thresholded.getTheta()).add();
    } else if (function instanceof ActivationGELU gelu && !gelu.isPrecise()) {
      return gated(graph, x, graph.node("Mul", x, graph.scalar("slope", 1.702)).add());
    }
    throw new UnsupportedLayerException("its activation is " + function);
  }

  private static Nodes node(String operator) {
    return (graph, x) -> graph.node(operator, x).add();
  }

  private static String clip(OnnxGraph graph, String x, double min, double max) {
    return graph.node("Clip", x, graph.scalar("min", min), graph.scalar("max", max)).add();
  }

  private static String leaky(OnnxGraph graph, String x, double slope) {
    return graph.node("LeakyRelu", x).with("alpha", (float) slope).add();
  }

  private static String gated(OnnxGraph graph, String x, String gate) {
    return graph.node("Mul", x, graph.node("Sigmoid", gate).add()).add();
  }

  private static String mish(OnnxGraph graph, String x) {
    return graph.node("Mul", x, graph.node("Tanh", graph.node("Softplus", x).add()).add()).add();
  }

  private static String relu(OnnxGraph graph, ActivationReLU relu, String x) {
    if (relu.getThreshold() != null && relu.getThreshold() != 0) {
      throw new UnsupportedLayerException("its activation is a ReLU with a threshold");
    }
    String y =
        relu.getNegativeSlope() == null
            ? graph.node("Relu", x).add()
            : leaky(graph, x, relu.getNegativeSlope());
    return relu.getMax() == null
        ? y
        : graph.node("Min", y, graph.scalar("max", relu.getMax())).add();
  }

  /** {@code 1.7159 tanh(2x/3)}, with tanh y = sgn y (1 - 1 / (1 + |y| + y² + 1.41645 y⁴)). */
  private static String rationalTanh(OnnxGraph graph, String x) {
    String y = graph.node("Mul", x, graph.scalar("two-thirds", 2.0 / 3)).add();
    String square = graph.node("Mul", y, y).add();
    String fourth = graph.node("Mul", square, square).add();
    String weighted = graph.node("Mul", fourth, graph.scalar("weight", 1.41645)).add();
    String lower = graph.node("Add", graph.node("Abs", y).add(), square).add();
    String sum = graph.node("Add", lower, weighted).add();
    String over = graph.node("Add", sum, graph.scalar("one", 1)).add();
    String ratio = graph.node("Div", sum, over).add();
    String signed = graph.node("Mul", graph.node("Sign", y).add(), ratio).add();
    return graph.node("Mul", signed, graph.scalar("amplitude", 1.7159)).add();
  }
}
