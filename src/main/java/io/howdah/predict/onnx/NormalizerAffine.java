package io.howdah.predict.onnx;

import java.util.Optional;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;

/** ND4J's normalisers as what they do to a channel. */
final class NormalizerAffine {
  private NormalizerAffine() {}

  /**
   * Empty for a normaliser that is none of those that a model artifact may hold.
   *
   * @param channels first dimension of a record
   */
  static Optional<Affine> of(DataNormalization normalizer, int channels) {
    if (normalizer instanceof NormalizerStandardize standardize) {
      double[] std = Numbers.doubles(standardize.getStd());
      double[] scale = new double[std.length];
      for (int i = 0; i < scale.length; i++) {
        // as ND4J does: a column without spread is left as it is
        scale[i] = std[i] == 0 ? 1 : 1 / std[i];
      }
      return Optional.of(
          new Affine(
              Numbers.doubles(standardize.getMean()), scale, Numbers.filled(scale.length, 0)));
    }
    if (normalizer instanceof NormalizerMinMaxScaler minMax) {
      double[] min = Numbers.doubles(minMax.getMin());
      double[] max = Numbers.doubles(minMax.getMax());
      double[] scale = new double[min.length];
      for (int i = 0; i < scale.length; i++) {
        scale[i] = (minMax.getTargetMax() - minMax.getTargetMin()) / (max[i] - min[i]);
      }
      return Optional.of(
          new Affine(min, scale, Numbers.filled(scale.length, minMax.getTargetMin())));
    }
    if (normalizer instanceof ImagePreProcessingScaler image) {
      double scale = (image.getMaxRange() - image.getMinRange()) / image.getMaxPixelVal();
      return Optional.of(
          new Affine(
              Numbers.filled(channels, 0),
              Numbers.filled(channels, scale),
              Numbers.filled(channels, image.getMinRange())));
    }
    if (normalizer instanceof VGG16ImagePreProcessor) {
      return Optional.of(
          new Affine(
              Numbers.doubles(VGG16ImagePreProcessor.VGG_MEAN_OFFSET_BGR),
              Numbers.filled(3, 1),
              Numbers.filled(3, 0)));
    }
    return Optional.empty();
  }
}
