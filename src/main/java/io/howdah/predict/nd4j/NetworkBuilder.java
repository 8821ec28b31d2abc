package io.howdah.predict.nd4j;

import io.howdah.predict.nd4j.CompiledNetwork.Node;
import java.util.ArrayList;
import java.util.List;

/** Collects the steps of a network; a value is named by its number. */
final class NetworkBuilder {
  /** The value that is the network's input. */
  static final int INPUT = 0;

  private final List<Node> nodes = new ArrayList<>();

  /** Adds a step that takes these values, and returns the value that it gives. */
  int add(Step step, Integer... inputs) {
    nodes.add(new Node(step, List.of(inputs)));
    return nodes.size();
  }

  /** Adds steps one after the other and returns the value of the last. */
  int addAll(List<Step> steps, int input) {
    int value = input;
    for (Step step : steps) {
      value = add(step, value);
    }
    return value;
  }

  CompiledNetwork build(int output) {
    return new CompiledNetwork(nodes, output);
  }
}
