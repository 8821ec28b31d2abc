package io.howdah.model;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.preprocessor.AbstractMultiDataSetNormalizer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MinMaxStrategy;
import org.nd4j.linalg.dataset.api.preprocessor.MultiDataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerHybrid;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStrategy;
import org.nd4j.linalg.dataset.api.preprocessor.StandardizeStrategy;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;
import org.nd4j.linalg.dataset.api.preprocessor.stats.DistributionStats;
import org.nd4j.linalg.dataset.api.preprocessor.stats.MinMaxStats;
import org.nd4j.linalg.dataset.api.preprocessor.stats.NormalizerStats;

/**
 * What is done to a model's features before its network, and to its network's outputs after it: one
 * of DL4J's normalisers, of one input and one output. It computes by DL4J's own code; {@link
 * #features} and {@link #outputs} tell engines of their own what that is.
 */
public final class Normalization {
  private final Normalizer<?> normalizer;

  private Normalization(Normalizer<?> normalizer) {
    this.normalizer = normalizer;
  }

  public static Normalization of(DataNormalization normalizer) {
    return new Normalization(normalizer);
  }

  /** Of several inputs and outputs, of which a network here has one each. */
  public static Normalization of(MultiDataNormalization normalizer) {
    return new Normalization(normalizer);
  }

  /** What was restored from a model's file. */
  static Normalization restored(Normalizer<?> normalizer) {
    return normalizer instanceof MultiDataNormalization several
        ? of(several)
        : of((DataNormalization) normalizer);
  }

  /** DL4J's own. */
  public Normalizer<?> normalizer() {
    return normalizer;
  }

  /** Normalises features, in place. */
  public void transform(INDArray features) {
    if (normalizer instanceof MultiDataNormalization several) {
      several.preProcess(new MultiDataSet(new INDArray[] {features}, null));
    } else {
      ((DataNormalization) normalizer).transform(features);
    }
  }

  /** Brings a network's outputs to the units of the labels, in place, if it was fitted to them. */
  public void revertOutputs(INDArray outputs) {
    if (!revertsOutputs()) {
      return;
    }
    if (normalizer instanceof MultiDataNormalization several) {
      several.revertLabels(new INDArray[] {outputs});
    } else {
      ((DataNormalization) normalizer).revertLabels(outputs);
    }
  }

  /** True if the network was trained on normalised labels, and its outputs are reverted. */
  public boolean revertsOutputs() {
    if (normalizer instanceof MultiNormalizerHybrid hybrid) {
      return outputStrategy(hybrid) != null;
    }
    return normalizer instanceof AbstractMultiDataSetNormalizer<?> several
        ? several.isFitLabel()
        : normalizer instanceof DataNormalization single && single.isFitLabel();
  }

  /**
   * What {@link #transform} does.
   *
   * @param channels first dimension of a record
   * @return empty for one that is no such map, or that was fitted to another number of channels
   */
  public Optional<ChannelAffine> features(int channels) {
    if (normalizer instanceof ImagePreProcessingScaler image) {
      return Optional.of(
          ChannelAffine.scaling(
              channels, image.getMaxPixelVal(), image.getMinRange(), image.getMaxRange()));
    }
    return fittedToFeatures(channels).flatMap(fitted -> fitted.ofChannels(channels));
  }

  /**
   * What {@link #revertOutputs} does.
   *
   * @param outputs of the network
   * @return empty where it does nothing, or was fitted to another number of labels
   */
  public Optional<ChannelAffine> outputs(int outputs) {
    return fittedToLabels()
        .flatMap(fitted -> fitted.ofChannels(outputs))
        .map(ChannelAffine::inverse);
  }

  /**
   * Makes sure that it was fitted to such records and outputs.
   *
   * @throws ModelException if it was not
   */
  void requireFits(ModelCard card, int outputs) throws ModelException {
    int channels = card.inputShape().get(0);
    if (features(channels).isEmpty()) {
      throw doesNotFit(
          fittedToFeatures(channels).map(ChannelAffine::channels).orElse(0) + " features",
          "the card's input shape begins with " + channels);
    }
    if (revertsOutputs() && outputs(outputs).isEmpty()) {
      throw doesNotFit(
          fittedToLabels().map(ChannelAffine::channels).orElse(0) + " labels",
          "the network gives " + outputs);
    }
  }

  private ModelException doesNotFit(String to, String but) {
    return new ModelException(
        "Invalid model: its " + name() + " was fitted to " + to + " (" + but + ")");
  }

  /** The class of DL4J's, for people. */
  public String name() {
    return normalizer.getClass().getSimpleName();
  }

  /**
   * Of as many channels as it was fitted to.
   *
   * @param channels for what is not fitted
   */
  private Optional<ChannelAffine> fittedToFeatures(int channels) {
    if (normalizer instanceof NormalizerStandardize one) {
      return Optional.of(ChannelAffine.standardizing(one.getMean(), one.getStd()));
    } else if (normalizer instanceof NormalizerMinMaxScaler one) {
      return Optional.of(
          ChannelAffine.scaling(
              one.getMin(), one.getMax(), one.getTargetMin(), one.getTargetMax()));
    } else if (normalizer instanceof VGG16ImagePreProcessor) {
      return Optional.of(ChannelAffine.centring(VGG16ImagePreProcessor.VGG_MEAN_OFFSET_BGR));
    } else if (normalizer instanceof MultiNormalizerStandardize several) {
      return Optional.of(
          ChannelAffine.standardizing(several.getFeatureMean(0), several.getFeatureStd(0)));
    } else if (normalizer instanceof MultiNormalizerMinMaxScaler several) {
      return Optional.of(
          ChannelAffine.scaling(
              several.getMin(0),
              several.getMax(0),
              several.getTargetMin(),
              several.getTargetMax()));
    } else if (normalizer instanceof MultiNormalizerHybrid hybrid) {
      return inputStrategy(hybrid) == null
          ? Optional.of(ChannelAffine.identity(channels))
          : hybrid(inputStrategy(hybrid), hybrid.getInputStats(0));
    }
    return Optional.empty();
  }

  private Optional<ChannelAffine> fittedToLabels() {
    if (!revertsOutputs()) {
      return Optional.empty();
    } else if (normalizer instanceof NormalizerStandardize one) {
      return Optional.of(ChannelAffine.standardizing(one.getLabelMean(), one.getLabelStd()));
    } else if (normalizer instanceof NormalizerMinMaxScaler one) {
      return Optional.of(
          ChannelAffine.scaling(
              one.getLabelMin(), one.getLabelMax(), one.getTargetMin(), one.getTargetMax()));
    } else if (normalizer instanceof MultiNormalizerStandardize several) {
      return Optional.of(
          ChannelAffine.standardizing(several.getLabelMean(0), several.getLabelStd(0)));
    } else if (normalizer instanceof MultiNormalizerMinMaxScaler several) {
      return Optional.of(
          ChannelAffine.scaling(
              several.getLabelMin(0),
              several.getLabelMax(0),
              several.getTargetMin(),
              several.getTargetMax()));
    } else if (normalizer instanceof MultiNormalizerHybrid hybrid) {
      return hybrid(outputStrategy(hybrid), hybrid.getOutputStats(0));
    }
    return Optional.empty();
  }

  private static Optional<ChannelAffine> hybrid(
      NormalizerStrategy<?> strategy, NormalizerStats stats) {
    if (strategy instanceof StandardizeStrategy && stats instanceof DistributionStats spread) {
      return Optional.of(ChannelAffine.standardizing(spread.getMean(), spread.getStd()));
    }
    return strategy instanceof MinMaxStrategy to && stats instanceof MinMaxStats range
        ? Optional.of(
            ChannelAffine.scaling(
                range.getLower(), range.getUpper(), to.getMinRange(), to.getMaxRange()))
        : Optional.empty();
  }

  private static NormalizerStrategy<?> inputStrategy(MultiNormalizerHybrid hybrid) {
    return hybrid.getPerInputStrategies().containsKey(0)
        ? hybrid.getPerInputStrategies().get(0)
        : hybrid.getGlobalInputStrategy();
  }

  private static NormalizerStrategy<?> outputStrategy(MultiNormalizerHybrid hybrid) {
    return hybrid.getPerOutputStrategies().containsKey(0)
        ? hybrid.getPerOutputStrategies().get(0)
        : hybrid.getGlobalOutputStrategy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalization same && normalizer.equals(same.normalizer);
  }

  @Override
  public int hashCode() {
    return normalizer.hashCode();
  }

  @Override
  public String toString() {
    return name() + (revertsOutputs() ? ", which reverts the outputs to the labels' units" : "");
  }
}
