package io.howdah.network;

import io.howdah.model.ChannelAffine;
import io.howdah.network.Network.Node;
import io.howdah.network.Operation.Flatten;
import io.howdah.network.Operation.Linear;
import io.howdah.network.Operation.Normalise;
import io.howdah.network.Operation.ToImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Makes a network shorter: a normalisation becomes part of the dense or convolutional layer before
 * it, or else of the one after it. What the network computes changes by rounding alone.
 */
public final class Folding {
  private final List<Node> nodes;
  private final int[] readers;

  /** For each value the one that stands for it: of a node that is gone, another. */
  private final int[] renamed;

  private final Rule rule;
  private final List<Fold> folds = new ArrayList<>();

  /** Says what may be folded. */
  public interface Rule {
    boolean allows(Fold fold);
  }

  /**
   * A normalisation that becomes part of a layer.
   *
   * @param normalisation where it comes from
   * @param layer where the layer comes from
   */
  public record Fold(Place normalisation, Place layer) {}

  /**
   * A network after folding, and what was folded.
   *
   * @param folds in the order of the layers
   */
  public record Folded(Network network, List<Fold> folds) {
    public Folded {
      folds = List.copyOf(folds);
    }
  }

  private Folding(Network network, Rule rule) {
    this.nodes = new ArrayList<>(network.nodes());
    this.readers = network.readers();
    this.renamed = new int[readers.length];
    this.rule = rule;
    Arrays.setAll(renamed, value -> value);
  }

  /** Folds what can be folded and may be. The network itself stays as it is. */
  public static Folded fold(Network network, Rule rule) {
    Folding folding = new Folding(network, rule);
    for (int value = 1; value <= network.nodes().size(); value++) {
      folding.intoLayerBefore(value);
      folding.intoLayerAfter(value);
    }
    return new Folded(folding.compacted(network.output()), folding.folds);
  }

  private void intoLayerBefore(int value) {
    Node node = node(value);
    if (!(node.operation() instanceof Normalise normalise)) {
      return;
    }
    int before = renamed[node.input()];
    Fold fold = before == Network.INPUT ? null : new Fold(node.place(), node(before).place());
    if (fold != null
        && readers[before] == 1
        && node(before).operation() instanceof Linear linear
        && isFinite(normalise.affine())
        && rule.allows(fold)) {
      set(before, node(before).with(linear.then(normalise.affine())));
      readers[before] = readers[value];
      renamed[value] = before;
      folds.add(fold);
    }
  }

  private void intoLayerAfter(int value) {
    while (node(value).operation() instanceof Linear linear) {
      Deque<Operation> between = new ArrayDeque<>();
      int before = renamed[node(value).input()];
      while (before != Network.INPUT && readers[before] == 1 && isReshape(node(before))) {
        between.push(node(before).operation());
        before = renamed[node(before).input()];
      }
      if (before == Network.INPUT
          || readers[before] != 1
          || !(node(before).operation() instanceof Normalise normalise)) {
        return;
      }
      Fold fold = new Fold(node(before).place(), node(value).place());
      Optional<ChannelAffine> affine =
          reshaped(normalise.affine(), between, linear)
              .filter(Folding::isFinite)
              .filter(linear::canFollow);
      if (affine.isEmpty() || !rule.allows(fold)) {
        return;
      }
      set(value, node(value).with(linear.after(affine.get())));
      rename(before, renamed[node(before).input()]);
      folds.add(fold);
    }
  }

  private static boolean isReshape(Node node) {
    return node.operation() instanceof Flatten || node.operation() instanceof ToImage;
  }

  /** The same for what the reshapes make of the channels, if there is one. */
  private static Optional<ChannelAffine> reshaped(
      ChannelAffine affine, Deque<Operation> reshapes, Linear into) {
    Optional<ChannelAffine> result = Optional.of(affine);
    for (Operation reshape : reshapes) {
      int channels =
          reshape instanceof ToImage image
              ? (int) image.channels()
              : (int) into.weights().size(into.inputDimension());
      result =
          result.flatMap(
              each ->
                  reshape instanceof ToImage
                      ? each.gathered(channels)
                      // a channel's elements lie together
                      : Optional.of(each)
                          .filter(one -> channels % one.channels() == 0)
                          .map(one -> one.spread(channels / one.channels())));
    }
    return result;
  }

  /** A minimum that is the maximum gives no finite scale. */
  private static boolean isFinite(ChannelAffine affine) {
    return Arrays.stream(affine.scale()).allMatch(Double::isFinite)
        && Arrays.stream(affine.shift()).allMatch(Double::isFinite);
  }

  private Node node(int value) {
    return nodes.get(value - 1);
  }

  private void set(int value, Node node) {
    nodes.set(value - 1, node);
  }

  private void rename(int value, int other) {
    for (int i = 0; i < renamed.length; i++) {
      renamed[i] = renamed[i] == value ? other : renamed[i];
    }
  }

  /** Without the nodes that are gone. */
  private Network compacted(int output) {
    int[] places = new int[renamed.length];
    List<Node> left = new ArrayList<>();
    for (int value = 1; value < renamed.length; value++) {
      if (renamed[value] == value) {
        List<Integer> inputs =
            node(value).inputs().stream().map(input -> places[renamed[input]]).toList();
        left.add(new Node(node(value).operation(), inputs, node(value).place()));
        places[value] = left.size();
      }
    }
    return new Network(left, places[renamed[output]]);
  }
}
