package io.howdah.optimize;

import io.howdah.model.LoadedModel;
import io.howdah.model.Normalization;
import io.howdah.network.Folding;
import io.howdah.network.Network;
import io.howdah.network.NetworkReader;
import io.howdah.network.Operation;
import io.howdah.network.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;

/**
 * A network of DL4J's without what scoring does not need: dropout, and every scale and shift that
 * the layer before or after it can do with its own weights. What a layer computes changes by
 * rounding alone.
 *
 * @param normalizer that is still to be applied
 * @param passes for people
 */
record FoldedModel(Model network, Optional<Normalization> normalizer, List<String> passes) {
  FoldedModel {
    passes = List.copyOf(passes);
  }

  /** How much is taken out, from the most to the least. */
  enum Depth {
    /** All that can be. */
    EVERYTHING,
    /** All but the normaliser. */
    NETWORK,
    /** What training alone needs: no weight changes. */
    TRAINING
  }

  FoldedModel and(List<String> morePasses) {
    return new FoldedModel(
        network, normalizer, Stream.concat(passes.stream(), morePasses.stream()).toList());
  }

  /** As a model of its parent's card. */
  LoadedModel of(LoadedModel parent) {
    return new LoadedModel(parent.card(), network, normalizer, parent.outputs());
  }

  /** Folds a model, which stays as it is. */
  static FoldedModel fold(LoadedModel model, Depth depth) {
    NetworkSketch sketch = NetworkSketch.of(model.network());
    List<String> passes = new ArrayList<>(sketch.removeDropout());
    Optional<Normalization> normalizer = model.normalizer();
    if (depth != Depth.TRAINING) {
      boolean all = depth == Depth.EVERYTHING;
      if (all && normalizer.map(Normalization::revertsOutputs).orElse(false)) {
        passes.add("left the normaliser alone: it reverts the outputs, too");
        all = false;
      }
      boolean normaliserToo = all;
      Folding.Folded folded =
          Folding.fold(NetworkReader.read(model), fold -> isAllowed(fold, sketch, normaliserToo));
      for (Folding.Fold fold : folded.folds()) {
        passes.add("folded " + text(fold.normalisation()) + " into layer " + fold.layer().key());
        if (fold.normalisation().isInNetwork()) {
          sketch.remove(fold.normalisation().key());
        } else {
          normalizer = Optional.empty();
        }
      }
      passes.addAll(rewrite(folded, sketch));
    }
    passes.add("dropped the training state");
    return new FoldedModel(sketch.build(), normalizer, passes);
  }

  /** Only what DL4J can do without: its layers hold more than an operation. */
  private static boolean isAllowed(Folding.Fold fold, NetworkSketch sketch, boolean normaliserToo) {
    Place normalisation = fold.normalisation();
    return sketch.isLinear(fold.layer().key())
        && (normalisation.isInNetwork()
            ? sketch.isRemovableBatchNorm(normalisation.key())
            : normaliserToo && normalisation.kind() == Place.Kind.INPUT);
  }

  private static String text(Place normalisation) {
    return normalisation.isInNetwork() ? "batch-norm " + normalisation.key() : "the normaliser";
  }

  /** Hands over the weights that have changed, and activations that can be a layer's own. */
  private static List<String> rewrite(Folding.Folded folded, NetworkSketch sketch) {
    Network network = folded.network();
    int[] readers = network.readers();
    List<String> passes = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      String key = node.place().key();
      if (node.operation() instanceof Operation.Linear linear
          && folded.folds().stream().anyMatch(fold -> fold.layer().equals(node.place()))) {
        sketch.setWeights(key, linear);
      }
      if (node.operation() instanceof Operation.Activate
          && node.input() != Network.INPUT
          && readers[node.input()] == 1) {
        Network.Node before = network.nodes().get(node.input() - 1);
        if (before.operation() instanceof Operation.Linear
            && sketch.moveActivation(key, before.place().key())) {
          passes.add("folded activation " + key + " into layer " + before.place().key());
        }
      }
    }
    return passes;
  }
}
