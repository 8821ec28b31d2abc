package io.howdah.network;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a model computes, from the records as they come to its answers, as nodes in the order of the
 * computation. Value {@link #INPUT} is the records, {@code [rows, width]}; value {@code i} is what
 * the {@code i}-th node gives, counted from one.
 *
 * @param output the value that is the model's answer
 */
public record Network(List<Node> nodes, int output) {
  /** The value that is the records. */
  public static final int INPUT = 0;

  /**
   * A step of the computation.
   *
   * @param inputs the values that it takes
   */
  public record Node(Operation operation, List<Integer> inputs, Place place) {
    public Node {
      inputs = List.copyOf(inputs);
    }

    /** The first of its inputs, for most have no other. */
    public int input() {
      return inputs.get(0);
    }

    Node with(Operation other) {
      return new Node(other, inputs, place);
    }
  }

  public Network {
    nodes = List.copyOf(nodes);
  }

  /** How many read each value; the model's answer has one reader more. */
  public int[] readers() {
    int[] readers = new int[nodes.size() + 1];
    readers[output]++;
    nodes.forEach(node -> node.inputs().forEach(value -> readers[value]++));
    return readers;
  }

  /** How many indices its embeddings have, of the smallest; empty where it has none. */
  public OptionalInt indices() {
    return nodes.stream()
        .map(Node::operation)
        .filter(each -> each instanceof Operation.Embed || each instanceof Operation.EmbedSteps)
        .mapToInt(
            each ->
                (int)
                    (each instanceof Operation.Embed embed
                            ? embed.weights()
                            : ((Operation.EmbedSteps) each).weights())
                        .size(0))
        .min();
  }
}
