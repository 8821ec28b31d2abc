package io.howdah.predict.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network as steps, each after those whose values it takes. Value 0 is the input, value {@code i}
 * the output of the {@code i}-th step.
 *
 * @param output the value that is the network's output
 */
record CompiledNetwork(List<Node> nodes, int output) implements AutoCloseable {
  /** A step and the values that it takes. */
  record Node(Step step, List<Integer> inputs) {
    Node {
      inputs = List.copyOf(inputs);
    }
  }

  CompiledNetwork {
    nodes = List.copyOf(nodes);
  }

  /** Adds the steps to a plan and returns the network's output. */
  INDArray bind(PlanBuilder plan, INDArray input) {
    List<INDArray> values = new ArrayList<>();
    values.add(input);
    for (Node node : nodes) {
      INDArray[] inputs = node.inputs().stream().map(values::get).toArray(INDArray[]::new);
      values.add(node.step().bind(plan, inputs));
    }
    return values.get(output);
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.step().close());
  }
}
