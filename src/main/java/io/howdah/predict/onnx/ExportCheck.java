package io.howdah.predict.onnx;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.Scores;
import java.util.Optional;
import java.util.SplittableRandom;

/** Compares ONNX Runtime's scores with the model's own answers, computed by DL4J. */
final class ExportCheck {
  private static final int RANDOM_ROWS = 64;
  private static final long SEED = 20261125;

  private final LoadedModel model;
  private final int width;
  private final MiniBatch batch;
  private final Scores expected;

  /**
   * @param samples records, one after the other
   */
  ExportCheck(LoadedModel model, float[] samples) {
    this.model = model;
    this.width = model.card().schema().width();
    if (samples.length % width != 0) {
      throw new IllegalArgumentException(
          "Invalid samples: " + samples.length + " floats (must be records of " + width + ")");
    }
    int rows = RANDOM_ROWS + samples.length / width;
    this.batch = new MiniBatch(rows, width);
    fill(samples);
    this.expected = new Scores(rows, model.outputs());
    new Dl4jPredictor(model, "dl4j").predict(batch, 0, rows, expected);
  }

  private void fill(float[] samples) {
    SplittableRandom random = new SplittableRandom(SEED);
    int channels = model.card().inputShape().get(0);
    Optional<ChannelAffine> normalizer =
        model.normalizer().flatMap(each -> each.features(channels));
    Optional<Integer> indices = Embeddings.indices(model.network());
    for (int row = 0; row < RANDOM_ROWS; row++) {
      for (int column = 0; column < width; column++) {
        int channel = column / (width / channels);
        float value =
            indices.isPresent()
                ? random.nextInt(indices.get())
                : feature(random, normalizer, channel);
        batch.floats().put((long) row * width + column, value);
      }
    }
    for (int i = 0; i < samples.length; i++) {
      batch.floats().put((long) RANDOM_ROWS * width + i, samples[i]);
    }
  }

  /** About as large as what the normaliser has seen, or as standardised numbers are. */
  private static float feature(
      SplittableRandom random, Optional<ChannelAffine> normalizer, int channel) {
    double normal = random.nextGaussian();
    return (float)
        normalizer
            .map(affine -> affine.center()[channel] + normal / affine.scale()[channel])
            .orElse(normal)
            .doubleValue();
  }

  /**
   * The largest difference, as {@link OutputUnits#difference} measures it; infinite if a score of
   * the model's own is no finite number, which nothing can be compared with.
   */
  double difference(OnnxModel onnx) throws ModelException {
    Scores actual = new Scores(batch.capacity(), model.outputs());
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(onnx)) {
      predictor.predict(batch, 0, batch.capacity(), actual);
    }
    for (int row = 0; row < batch.capacity(); row++) {
      if (!expected.isFinite(row)) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return OutputUnits.of(model).difference(expected, actual);
  }
}
