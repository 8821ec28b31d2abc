package io.howdah.predict.nd4j;

import io.howdah.predict.nd4j.CompiledNetwork.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a network shorter: a normalisation becomes part of the dense or convolutional layer before
 * or after it, and an activation overwrites its input where nothing else reads that.
 */
final class Folding {
  private final List<Node> nodes = new ArrayList<>();
  private final int[] readers;
  private final int[] renamed;

  private Folding(CompiledNetwork network) {
    this.readers = new int[network.nodes().size() + 1];
    this.renamed = new int[network.nodes().size() + 1];
    readers[network.output()]++;
    for (Node node : network.nodes()) {
      node.inputs().forEach(value -> readers[value]++);
    }
  }

  /**
   * @param affines false to leave normalisations as they are
   * @return the same function; the network handed in must not be used any more
   */
  static CompiledNetwork fold(CompiledNetwork network, boolean affines) {
    Folding folding = new Folding(network);
    for (int i = 0; i < network.nodes().size(); i++) {
      folding.renamed[i + 1] = folding.take(network.nodes().get(i), affines);
    }
    return new CompiledNetwork(folding.nodes, folding.renamed[network.output()]);
  }

  /** Takes the next node over and returns the value that now stands for its output. */
  private int take(Node node, boolean affines) {
    int input = node.inputs().get(0);
    int producer = renamed[input] - 1;
    List<Integer> inputs = node.inputs().stream().map(value -> renamed[value]).toList();
    if (producer >= 0 && readers[input] == 1) {
      Step before = nodes.get(producer).step();
      Step step = node.step();
      if (affines && before instanceof LinearStep linear && step instanceof AffineStep affine) {
        return replace(producer, linear.then(affine.affine()), linear, affine);
      }
      if (affines
          && before instanceof AffineStep affine
          && step instanceof LinearStep linear
          && linear.canFollow(affine.affine())) {
        return replace(producer, linear.after(affine.affine()), linear, affine);
      }
      if (step instanceof ActivationStep activation && before.ownsOutput()) {
        nodes.add(new Node(new ActivationStep(activation.function(), true), inputs));
        return nodes.size();
      }
    }
    nodes.add(new Node(node.step(), inputs));
    return nodes.size();
  }

  private int replace(int producer, Step both, Step... replaced) {
    nodes.set(producer, new Node(both, nodes.get(producer).inputs()));
    for (Step step : replaced) {
      step.close();
    }
    return producer + 1;
  }
}
