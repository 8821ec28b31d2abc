package io.howdah.optimize;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LoadedModel;
import io.howdah.model.Normalization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * Takes out of a network what scoring does not need: dropout, and every scale and shift that the
 * layer before or after it can do with its own weights. What a layer computes changes by rounding
 * alone.
 */
final class Folding {
  private final LoadedModel model;
  private final NetworkSketch sketch;
  private final List<String> passes = new ArrayList<>();

  private Folding(LoadedModel model) {
    this.model = model;
    this.sketch = NetworkSketch.of(model.network());
  }

  /**
   * What became of a network.
   *
   * @param normalizer that is still to be applied
   * @param passes for people
   */
  record Folded(Model network, Optional<Normalization> normalizer, List<String> passes) {
    Folded {
      passes = List.copyOf(passes);
    }

    Folded and(List<String> morePasses) {
      return new Folded(
          network, normalizer, Stream.concat(passes.stream(), morePasses.stream()).toList());
    }

    /** As a model of its parent's card. */
    LoadedModel of(LoadedModel parent) {
      return new LoadedModel(parent.card(), network, normalizer, parent.outputs());
    }
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

  static Folded fold(LoadedModel model, Depth depth) {
    return new Folding(model).run(depth);
  }

  private Folded run(Depth depth) {
    sketch.layers().forEach(this::dropout);
    boolean folded = false;
    if (depth != Depth.TRAINING) {
      sketch.layers().forEach(this::batchNormIntoLayerBefore);
      folded = depth == Depth.EVERYTHING && model.normalizer().map(this::normalizer).orElse(false);
      sketch.layers().forEach(this::activation);
      sketch.layers().forEach(this::batchNormIntoLayerAfter);
    }
    passes.add("dropped the training state");
    return new Folded(sketch.build(), folded ? Optional.empty() : model.normalizer(), passes);
  }

  private void dropout(NetworkSketch.Node node) {
    if (node.layer() instanceof DropoutLayer && sketch.isRemovable(node)) {
      sketch.remove(node);
      passes.add("removed dropout " + node.name());
    } else if (node.layer().getIDropout() != null) {
      node.layer().setIDropout(null);
      passes.add("removed the dropout before layer " + node.name());
    }
  }

  private void batchNormIntoLayerBefore(NetworkSketch.Node node) {
    if (!Layers.isBatchNorm(node.layer()) || !sketch.isRemovable(node)) {
      return;
    }
    linearBefore(node)
        .ifPresent(
            before -> {
              before.weights().foldOutput(affine(node), (FeedForwardLayer) before.layer());
              sketch.remove(node);
              passes.add("folded batch-norm " + node.name() + " into layer " + before.name());
            });
  }

  /** The layer before, if it has weights, no activation of its own, and no other reader. */
  private Optional<NetworkSketch.Node> linearBefore(NetworkSketch.Node node) {
    return sketch
        .before(node)
        .filter(before -> sketch.onlyAfter(before).isPresent())
        .filter(before -> Layers.isAffine(before.layer()) && Layers.hasIdentity(before.layer()));
  }

  private void batchNormIntoLayerAfter(NetworkSketch.Node node) {
    if (!Layers.isBatchNorm(node.layer()) || !sketch.isRemovable(node)) {
      return;
    }
    sketch
        .onlyAfter(node)
        .filter(after -> foldInput(affine(node), after))
        .ifPresent(
            after -> {
              sketch.remove(node);
              passes.add("folded batch-norm " + node.name() + " into layer " + after.name());
            });
  }

  private static ChannelAffine affine(NetworkSketch.Node batchNorm) {
    return ChannelAffine.of(
        (BatchNormalization) batchNorm.layer(), batchNorm.weights().arrays()::get);
  }

  private boolean normalizer(Normalization normalizer) {
    if (normalizer.revertsOutputs()) {
      passes.add("left the normaliser alone: it reverts the outputs, too");
      return false;
    }
    int channels = model.card().inputShape().get(0);
    Optional<NetworkSketch.Node> folded =
        sketch
            .first()
            .filter(
                first ->
                    normalizer
                        .features(channels)
                        .filter(Folding::isFinite)
                        .map(affine -> foldInput(affine, first))
                        .orElse(false));
    folded.ifPresent(first -> passes.add("folded the normaliser into layer " + first.name()));
    return folded.isPresent();
  }

  /** True if the layer could take it in. */
  private static boolean foldInput(ChannelAffine affine, NetworkSketch.Node into) {
    if (!Layers.isAffine(into.layer())) {
      return false;
    }
    FeedForwardLayer layer = (FeedForwardLayer) into.layer();
    Optional<ChannelAffine> fitting = fitting(affine, into, layer);
    fitting.ifPresent(each -> into.weights().foldInput(each, layer));
    return fitting.isPresent();
  }

  /** The map for each of the layer's own inputs. */
  private static Optional<ChannelAffine> fitting(
      ChannelAffine affine, NetworkSketch.Node into, FeedForwardLayer layer) {
    long inputs = layer.getNIn();
    boolean convolution = Layers.isConvolution(layer);
    if (convolution && !affine.keepsZero() && !Layers.padsNothing(layer)) {
      return Optional.empty();
    }
    if (into.preProcessor().isEmpty()) {
      return affine.channels() == inputs ? Optional.of(affine) : Optional.empty();
    }
    if (into.preProcessor().get() instanceof CnnToFeedForwardPreProcessor flatten
        && flatten.getFormat() == CNN2DFormat.NCHW
        && !convolution) {
      // a channel's elements lie together
      return inputs % affine.channels() == 0
          ? Optional.of(affine.spread((int) (inputs / affine.channels())))
          : Optional.empty();
    }
    if (into.preProcessor().get() instanceof FeedForwardToCnnPreProcessor && convolution) {
      return gathered(affine, (int) inputs);
    }
    return Optional.empty();
  }

  /** A minimum that is the maximum gives no finite scale. */
  private static boolean isFinite(ChannelAffine affine) {
    return Arrays.stream(affine.scale()).allMatch(Double::isFinite)
        && Arrays.stream(affine.shift()).allMatch(Double::isFinite);
  }

  /** The same for fewer channels, where the elements of each are treated alike. */
  private static Optional<ChannelAffine> gathered(ChannelAffine affine, int channels) {
    if (affine.channels() % channels != 0) {
      return Optional.empty();
    }
    int elements = affine.channels() / channels;
    ChannelAffine gathered =
        new ChannelAffine(
            firstOfEach(affine.center(), elements),
            firstOfEach(affine.scale(), elements),
            firstOfEach(affine.offset(), elements));
    ChannelAffine spread = gathered.spread(elements);
    return Arrays.equals(spread.center(), affine.center())
            && Arrays.equals(spread.scale(), affine.scale())
            && Arrays.equals(spread.offset(), affine.offset())
        ? Optional.of(gathered)
        : Optional.empty();
  }

  /** The first of each so many. */
  private static double[] firstOfEach(double[] values, int elements) {
    double[] firsts = new double[values.length / elements];
    Arrays.setAll(firsts, i -> values[i * elements]);
    return firsts;
  }

  private void activation(NetworkSketch.Node node) {
    if (!Layers.isActivation(node.layer()) || !sketch.isRemovable(node)) {
      return;
    }
    linearBefore(node)
        .ifPresent(
            before -> {
              ((BaseLayer) before.layer())
                  .setActivationFn(((ActivationLayer) node.layer()).getActivationFn());
              sketch.remove(node);
              passes.add("folded activation " + node.name() + " into layer " + before.name());
            });
  }
}
