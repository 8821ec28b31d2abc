package io.howdah.optimize;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code x * scale + shift}, channel by channel: what a trained batch-norm is, and a normaliser.
 * Kept in double, for a large mean over a small deviation loses digits.
 */
record Affine(double[] scale, double[] shift) {

  /**
   * What a batch-norm does to the outputs of another layer. DL4J's own ignores the activation that
   * its configuration names.
   *
   * @param weights {@code mean}, {@code var} or {@code log10stdev}, and {@code gamma} and {@code
   *     beta} unless they are locked
   */
  static Affine of(BatchNormalization norm, LayerWeights weights) {
    double[] mean = weights.doubles("mean");
    double[] scale = new double[mean.length];
    double[] spread = weights.doubles(norm.isUseLogStd() ? "log10stdev" : "var");
    boolean locked = norm.isLockGammaBeta();
    double[] gamma = locked ? filled(mean.length, norm.getGamma()) : weights.doubles("gamma");
    double[] beta = locked ? filled(mean.length, norm.getBeta()) : weights.doubles("beta");
    for (int i = 0; i < mean.length; i++) {
      double variance = norm.isUseLogStd() ? Math.pow(10, 2 * spread[i]) : spread[i];
      scale[i] = gamma[i] / Math.sqrt(variance + norm.getEps());
    }
    return centred(mean, scale, beta);
  }

  /**
   * What a normaliser does to a record's features.
   *
   * @param channels of the statistics, or of a normaliser that treats all alike
   * @return empty for one that is not a scale and a shift of each channel
   */
  static Optional<Affine> of(DataNormalization normalizer, int channels) {
    Affine affine = null;
    if (normalizer instanceof NormalizerStandardize standardize) {
      // as ND4J does: a feature without spread is not divided
      double[] scale =
          Arrays.stream(doubles(standardize.getStd()))
              .map(deviation -> deviation == 0 ? 1 : 1 / deviation)
              .toArray();
      affine = centred(doubles(standardize.getMean()), scale, filled(scale.length, 0));
    } else if (normalizer instanceof NormalizerMinMaxScaler minMax) {
      double range = minMax.getTargetMax() - minMax.getTargetMin();
      double[] scale =
          Arrays.stream(doubles(minMax.getMax().sub(minMax.getMin())))
              .map(width -> range / width)
              .toArray();
      affine =
          centred(doubles(minMax.getMin()), scale, filled(scale.length, minMax.getTargetMin()));
    } else if (normalizer instanceof ImagePreProcessingScaler image) {
      double range = image.getMaxRange() - image.getMinRange();
      affine =
          new Affine(
              filled(channels, range / image.getMaxPixelVal()),
              filled(channels, image.getMinRange()));
    } else if (normalizer instanceof VGG16ImagePreProcessor) {
      double[] means = doubles(VGG16ImagePreProcessor.VGG_MEAN_OFFSET_BGR);
      affine = centred(means, filled(means.length, 1), filled(means.length, 0));
    }
    return Optional.ofNullable(affine)
        .filter(found -> found.scale.length == channels && found.isFinite());
  }

  /** The same for each of the elements that make up a channel. */
  Affine spread(int elements) {
    return new Affine(spread(scale, elements), spread(shift, elements));
  }

  /** The same for fewer channels, where the elements of each are treated alike. */
  Optional<Affine> gathered(int channels) {
    if (scale.length % channels != 0) {
      return Optional.empty();
    }
    int elements = scale.length / channels;
    double[] scales = new double[channels];
    double[] shifts = new double[channels];
    for (int i = 0; i < scale.length; i++) {
      int channel = i / elements;
      if (scale[i] != scale[channel * elements] || shift[i] != shift[channel * elements]) {
        return Optional.empty();
      }
      scales[channel] = scale[i];
      shifts[channel] = shift[i];
    }
    return Optional.of(new Affine(scales, shifts));
  }

  /** True where zero stays zero. */
  boolean keepsZero() {
    return Arrays.stream(shift).allMatch(each -> each == 0);
  }

  int channels() {
    return scale.length;
  }

  INDArray scale(long... shape) {
    return Nd4j.createFromArray(scale).reshape(shape);
  }

  INDArray shift(long... shape) {
    return Nd4j.createFromArray(shift).reshape(shape);
  }

  private boolean isFinite() {
    return Arrays.stream(scale).allMatch(Double::isFinite)
        && Arrays.stream(shift).allMatch(Double::isFinite);
  }

  /** {@code (x - center) * scale + offset}. */
  private static Affine centred(double[] center, double[] scale, double[] offset) {
    double[] shift = new double[scale.length];
    for (int i = 0; i < shift.length; i++) {
      shift[i] = offset[i] - center[i] * scale[i];
    }
    return new Affine(scale, shift);
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
