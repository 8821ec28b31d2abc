package io.howdah.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;

/**
 * A normalisation of each feature or channel by constants: {@code (x - center) * scale + offset}. A
 * normaliser is one, and so is the batch-norm of a trained network. The centre stands apart because
 * numbers far from zero lose digits if they are scaled first.
 *
 * @param center one a channel, as are the others
 */
public record ChannelAffine(double[] center, double[] scale, double[] offset) {

  /**
   * What a trained batch-norm does. DL4J ignores the activation that its configuration names.
   *
   * @param parameters by DL4J's names: {@code mean}, {@code var} or {@code log10stdev}, and {@code
   *     gamma} and {@code beta} unless they are locked
   */
  public static ChannelAffine of(BatchNormalization norm, Function<String, INDArray> parameters) {
    double[] mean = doubles(parameters.apply("mean"));
    double[] variance =
        norm.isUseLogStd()
            ? Arrays.stream(doubles(parameters.apply("log10stdev")))
                .map(log -> Math.pow(10, 2 * log))
                .toArray()
            : doubles(parameters.apply("var"));
    double[] scale = filled(mean.length, 1);
    double[] offset = filled(mean.length, 0);
    if (!norm.isLockGammaBeta()) {
      scale = doubles(parameters.apply("gamma"));
      offset = doubles(parameters.apply("beta"));
    } else if (norm.getGamma() != 1 && norm.getBeta() != 0) {
      // DL4J ignores locked values unless both differ from their defaults
      scale = filled(mean.length, norm.getGamma());
      offset = filled(mean.length, norm.getBeta());
    }
    for (int i = 0; i < scale.length; i++) {
      scale[i] /= Math.sqrt(variance[i] + norm.getEps());
    }
    return new ChannelAffine(mean, scale, offset);
  }

  /**
   * What a normaliser does to a record's features.
   *
   * @param channels first dimension of a record
   * @return empty for one that is no such map, or that has statistics of another number of channels
   */
  public static Optional<ChannelAffine> of(DataNormalization normalizer, int channels) {
    ChannelAffine affine = null;
    if (normalizer instanceof NormalizerStandardize standardize) {
      double[] scale =
          Arrays.stream(doubles(standardize.getStd()))
              // as ND4J does: a feature without spread is left as it is
              .map(deviation -> deviation == 0 ? 1 : 1 / deviation)
              .toArray();
      affine = new ChannelAffine(doubles(standardize.getMean()), scale, filled(scale.length, 0));
    } else if (normalizer instanceof NormalizerMinMaxScaler minMax) {
      double[] lower = doubles(minMax.getMin());
      double[] scale = doubles(minMax.getMax());
      double range = minMax.getTargetMax() - minMax.getTargetMin();
      for (int i = 0; i < scale.length; i++) {
        scale[i] = range / (scale[i] - lower[i]);
      }
      affine = new ChannelAffine(lower, scale, filled(scale.length, minMax.getTargetMin()));
    } else if (normalizer instanceof ImagePreProcessingScaler image) {
      double range = image.getMaxRange() - image.getMinRange();
      affine =
          new ChannelAffine(
              filled(channels, 0),
              filled(channels, range / image.getMaxPixelVal()),
              filled(channels, image.getMinRange()));
    } else if (normalizer instanceof VGG16ImagePreProcessor) {
      double[] means = doubles(VGG16ImagePreProcessor.VGG_MEAN_OFFSET_BGR);
      affine = new ChannelAffine(means, filled(means.length, 1), filled(means.length, 0));
    }
    return Optional.ofNullable(affine).filter(found -> found.channels() == channels);
  }

  /** How many there are. */
  public int channels() {
    return scale.length;
  }

  /** What it makes of zeros: it is added to {@code x * scale}. */
  public double[] shift() {
    double[] shift = new double[channels()];
    Arrays.setAll(shift, i -> offset[i] - center[i] * scale[i]);
    return shift;
  }

  /** True where zero stays zero, as a padded convolution needs it. */
  public boolean keepsZero() {
    return Arrays.stream(shift()).allMatch(each -> each == 0);
  }

  /** The same for each of the elements that make up a channel. */
  public ChannelAffine spread(int elements) {
    return new ChannelAffine(
        spread(center, elements), spread(scale, elements), spread(offset, elements));
  }

  private static double[] doubles(INDArray array) {
    return array.castTo(DataType.DOUBLE).ravel().toDoubleVector();
  }

  private static double[] filled(int length, double value) {
    double[] filled = new double[length];
    Arrays.fill(filled, value);
    return filled;
  }

  private static double[] spread(double[] values, int elements) {
    double[] spread = new double[values.length * elements];
    for (int i = 0; i < values.length; i++) {
      Arrays.fill(spread, i * elements, (i + 1) * elements, values[i]);
    }
    return spread;
  }
}
