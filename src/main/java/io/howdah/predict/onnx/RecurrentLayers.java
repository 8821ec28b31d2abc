package io.howdah.predict.onnx;

import io.howdah.network.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that go through a sequence {@code [size, time]} step by step. */
final class RecurrentLayers {
  /** Those whose parameters are ONNX's defaults, or which have none. */
  private static final Map<IActivation, String> ACTIVATIONS =
      Map.of(
          new ActivationTanH(), "Tanh",
          new ActivationSigmoid(), "Sigmoid",
          new ActivationReLU(), "Relu",
          new ActivationSoftSign(), "Softsign",
          new ActivationSoftPlus(), "Softplus",
          new ActivationHardSigmoid(), "HardSigmoid");

  /**
   * DL4J's gates lie in the order input, forget, output, modulation; ONNX calls them c, f, o, i.
   */
  private static final int[] IOFC = {3, 2, 1, 0};

  private RecurrentLayers() {}

  static Value lstm(OnnxGraph graph, Operation.Lstm lstm, Value in) {
    int size = lstm.size();
    List<String> inputs = new ArrayList<>();
    inputs.add(stepsFirst(graph, lstm.sizeFirst(), in));
    inputs.add(gates(graph, "W", lstm.weights(), size));
    inputs.add(gates(graph, "R", lstm.recurrent(), size));
    inputs.add(biases(graph, lstm.bias(), size));
    if (lstm.hasPeepholes()) {
      // lengths and states of the sequences: all whole, all zero
      inputs.addAll(List.of("", "", ""));
      inputs.add(peepholes(graph, lstm.recurrent(), size));
    }
    String gate = activation(lstm.gate());
    String cell = activation(lstm.cell());
    String out =
        graph
            .node("LSTM", inputs.toArray(String[]::new))
            .with("hidden_size", size)
            .with("activations", new String[] {gate, cell, cell})
            .add();
    return sequence(graph, lstm.sizeFirst(), in, out, size);
  }

  /** From DL4J's {@code [inputs, 4 * size]} to ONNX's {@code [1, 4 * size, inputs]}. */
  private static String gates(OnnxGraph graph, String role, INDArray weights, int size) {
    double[] from = Numbers.doubles(weights);
    int inputs = (int) weights.size(0);
    int columns = (int) weights.size(1);
    float[] to = new float[4 * size * inputs];
    for (int gate = 0; gate < 4; gate++) {
      for (int unit = 0; unit < size; unit++) {
        for (int i = 0; i < inputs; i++) {
          to[(gate * size + unit) * inputs + i] =
              (float) from[i * columns + IOFC[gate] * size + unit];
        }
      }
    }
    return graph.floats(role, to, 1, 4L * size, inputs);
  }

  /** ONNX has biases for the inputs and for the state; they are added. */
  private static String biases(OnnxGraph graph, INDArray biases, int size) {
    float[] from = Numbers.floats(biases);
    float[] to = new float[8 * size];
    for (int gate = 0; gate < 4; gate++) {
      System.arraycopy(from, IOFC[gate] * size, to, gate * size, size);
    }
    return graph.floats("b", to, 1, 8L * size);
  }

  /** DL4J's last three columns are of the gates f, o, i; ONNX wants i, o, f. */
  private static String peepholes(OnnxGraph graph, INDArray recurrent, int size) {
    float[] to = new float[3 * size];
    for (int gate = 0; gate < 3; gate++) {
      for (int unit = 0; unit < size; unit++) {
        to[gate * size + unit] = recurrent.getFloat(unit, 4L * size + 2 - gate);
      }
    }
    return graph.floats("P", to, 1, 3L * size);
  }

  static Value recur(OnnxGraph graph, Operation.Recur recur, Value in) {
    INDArray weights = recur.weights();
    INDArray recurrent = recur.recurrent();
    int size = (int) recurrent.size(0);
    // ONNX has biases for the inputs and for the state; they are added
    float[] biases = Arrays.copyOf(Numbers.floats(recur.bias()), 2 * size);
    String out =
        graph
            .node(
                "RNN",
                withOneMore(graph, stepsFirst(graph, recur.sizeFirst(), in)),
                graph.floats("W", Numbers.floats(weights.transpose()), 1, size, weights.size(0)),
                graph.floats("R", Numbers.floats(recurrent.transpose()), 1, size, size),
                graph.floats("b", biases, 1, 2L * size))
            .with("hidden_size", size)
            .with("activations", new String[] {activation(recur.function())})
            .add();
    return sequence(graph, recur.sizeFirst(), in, withoutIt(graph, out), size);
  }

  /**
   * A row more, of zeros, in {@code [time, rows, size]}: ONNX Runtime rounds a single row of this
   * operator otherwise than one among several.
   */
  private static String withOneMore(OnnxGraph graph, String x) {
    return graph.node("Pad", x, graph.integers("pads", 0, 0, 0, 0, 1, 0)).add();
  }

  /** From {@code [time, directions, rows, size]}. */
  private static String withoutIt(OnnxGraph graph, String x) {
    return Shapes.slice(graph, x, new long[] {0}, new long[] {-1}, new long[] {2});
  }

  private static String activation(IActivation function) {
    String name = ACTIVATIONS.get(function);
    if (name == null) {
      throw new UnsupportedLayerException("its activation is " + function);
    }
    return name;
  }

  /** ONNX wants {@code [time, rows, size]}. */
  private static String stepsFirst(OnnxGraph graph, boolean sizeFirst, Value in) {
    in.requireRank(2);
    return sizeFirst
        ? Shapes.transpose(graph, in.name(), 2, 0, 1)
        : Shapes.transpose(graph, in.name(), 1, 0, 2);
  }

  /** ONNX gives {@code [time, directions, rows, size]}. */
  private static Value sequence(
      OnnxGraph graph, boolean sizeFirst, Value in, String out, long size) {
    String squeezed = graph.node("Squeeze", out, graph.integers("axes", 1)).add();
    return sizeFirst
        ? in.as(Shapes.transpose(graph, squeezed, 1, 2, 0), size, in.shape()[1])
        : in.as(Shapes.transpose(graph, squeezed, 1, 0, 2), in.shape()[0], size);
  }

  static Value lastStep(OnnxGraph graph, Operation.LastStep lastStep, Value in) {
    in.requireRank(2);
    boolean sizeFirst = lastStep.sizeFirst();
    long steps = in.shape()[sizeFirst ? 1 : 0];
    String last =
        graph
            .node("Gather", in.name(), graph.integer("last", steps - 1))
            .with("axis", sizeFirst ? 2 : 1)
            .add();
    return in.as(last, in.shape()[sizeFirst ? 0 : 1]);
  }

  static Value denseSteps(OnnxGraph graph, Operation.DenseSteps dense, Value in) {
    in.requireRank(2);
    long size = dense.weights().size(1);
    String rows = Shapes.transpose(graph, in.name(), 0, 2, 1);
    String weights =
        graph.floats("W", Numbers.floats(dense.weights()), dense.weights().size(0), size);
    String product = graph.node("MatMul", rows, weights).add();
    String sum = DenseLayers.withBias(graph, product, dense.bias());
    String activated = Activations.add(graph, dense.function(), sum);
    return in.as(Shapes.transpose(graph, activated, 0, 2, 1), size, in.shape()[1]);
  }
}
