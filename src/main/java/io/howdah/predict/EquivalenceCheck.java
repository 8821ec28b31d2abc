package io.howdah.predict;

import io.howdah.model.ChannelAffine;
import io.howdah.model.LoadedModel;
import io.howdah.network.Network;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Compares predictors with the model's own answers, computed by DL4J, on the same records. */
public final class EquivalenceCheck {
  /** The largest difference that rounding explains, as {@link OutputUnits#difference} has it. */
  public static final double TOLERANCE = 1e-5;

  private static final long SEED = 20261125;

  private final LoadedModel model;
  private final MiniBatch batch;
  private final Scores expected;

  /**
   * Has DL4J score the records.
   *
   * @param network of the model, as it was read
   * @param randomRows records that are drawn, about as large as those that the normaliser has seen
   * @param samples more records, one after the other
   */
  public EquivalenceCheck(LoadedModel model, Network network, int randomRows, float[] samples) {
    int width = model.card().schema().width();
    if (samples.length % width != 0) {
      throw new IllegalArgumentException(
          "Invalid samples: " + samples.length + " floats (must be records of " + width + ")");
    }
    int rows = randomRows + samples.length / width;
    this.model = model;
    this.batch = new MiniBatch(rows, width);
    fill(network.indices(), randomRows, samples);
    this.expected = new Scores(rows, model.outputs());
    new Dl4jPredictor(model, "dl4j").predict(batch, 0, rows, expected);
  }

  private void fill(OptionalInt indices, int randomRows, float[] samples) {
    SplittableRandom random = new SplittableRandom(SEED);
    int channels = model.card().inputShape().get(0);
    Optional<ChannelAffine> normalizer =
        model.normalizer().flatMap(each -> each.features(channels));
    int elements = batch.width() / channels;
    long drawn = (long) randomRows * batch.width();
    for (long i = 0; i < drawn; i++) {
      int channel = (int) (i % batch.width()) / elements;
      batch
          .floats()
          .put(
              i,
              indices.isPresent()
                  ? random.nextInt(indices.getAsInt())
                  : feature(random.nextGaussian(), normalizer, channel));
    }
    for (int i = 0; i < samples.length; i++) {
      batch.floats().put(drawn + i, samples[i]);
    }
  }

  private static float feature(double normal, Optional<ChannelAffine> normalizer, int channel) {
    return (float)
        normalizer
            .map(affine -> affine.center()[channel] + normal / affine.scale()[channel])
            .orElse(normal)
            .doubleValue();
  }

  /** True if each of the model's own answers is a number, without which little is compared. */
  public boolean isFinite() {
    for (int row = 0; row < batch.capacity(); row++) {
      if (!expected.isFinite(row)) {
        return false;
      }
    }
    return true;
  }

  /** The largest difference; infinite where one is not a number and the other is. */
  public double difference(Predictor predictor) {
    Scores actual = new Scores(batch.capacity(), model.outputs());
    predictor.predict(batch, 0, batch.capacity(), actual);
    return OutputUnits.of(model).difference(expected, actual);
  }
}
