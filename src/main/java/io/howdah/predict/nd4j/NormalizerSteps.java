package io.howdah.predict.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

/** The step of a normaliser of features. */
final class NormalizerSteps {
  private NormalizerSteps() {}

  /**
   * @param width features, or channels of an image
   */
  static Step of(DataNormalization normalizer, int width) throws NotCompiledException {
    Affine affine;
    if (normalizer instanceof NormalizerStandardize standardize) {
      affine = standardize(standardize);
    } else if (normalizer instanceof NormalizerMinMaxScaler minMax) {
      affine = minMax(minMax);
    } else if (normalizer instanceof ImagePreProcessingScaler image) {
      affine =
          Affine.uniform(
              width,
              (image.getMaxRange() - image.getMinRange()) / image.getMaxPixelVal(),
              image.getMinRange());
    } else {
      throw NotCompiledException.unknown("the normalizer", normalizer.getClass().getSimpleName());
    }
    return new AffineStep(affine);
  }

  private static Affine standardize(NormalizerStandardize normalizer) {
    double[] deviation = vector(normalizer.getStd());
    return new Affine(
        vector(normalizer.getMean()),
        // as DL4J does, where all values of a feature are the same
        Arrays.stream(deviation).map(d -> d == 0 ? 1 : 1 / d).toArray(),
        new double[deviation.length]);
  }

  private static Affine minMax(NormalizerMinMaxScaler normalizer) {
    double[] lower = vector(normalizer.getMin());
    double[] upper = vector(normalizer.getMax());
    double[] scale = new double[lower.length];
    Arrays.setAll(
        scale,
        i -> (normalizer.getTargetMax() - normalizer.getTargetMin()) / (upper[i] - lower[i]));
    double[] shift = new double[lower.length];
    Arrays.fill(shift, normalizer.getTargetMin());
    return new Affine(lower, scale, shift);
  }

  private static double[] vector(INDArray row) {
    return row.reshape(row.length()).toDoubleVector();
  }
}
