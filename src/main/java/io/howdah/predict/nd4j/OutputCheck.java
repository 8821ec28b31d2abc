package io.howdah.predict.nd4j;

import io.howdah.model.LoadedModel;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a predictor with the model's own answers, computed by DL4J, on random records. */
final class OutputCheck {
  /** Largest difference, as {@link OutputUnits#difference} measures it. */
  static final double TOLERANCE = 1e-5;

  private static final int ROWS = 16;
  private static final long SEED = 20_260_401;

  private OutputCheck() {}

  /** The largest difference; infinite where one is NaN and the other is not. */
  static double difference(LoadedModel model, Predictor predictor) {
    MiniBatch batch = records(model);
    Scores actual = new Scores(ROWS, model.outputs());
    Scores expected = new Scores(ROWS, model.outputs());
    // first: output() may overwrite its input
    predictor.predict(batch, 0, ROWS, actual);
    new Dl4jPredictor(model, "dl4j").predict(batch, 0, ROWS, expected);
    return OutputUnits.of(model).difference(expected, actual);
  }

  /** Records like those that the normaliser was fitted to. */
  private static MiniBatch records(LoadedModel model) {
    long[] shape = new long[model.card().inputShape().size() + 1];
    Arrays.setAll(shape, i -> i == 0 ? ROWS : model.card().inputShape().get(i - 1));
    float[] noise = new float[ArrayUtil.prod(shape)];
    Random random = new Random(SEED);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 2 * random.nextFloat() - 1;
    }
    INDArray features = Nd4j.create(noise, shape, 'c');
    model.normalizer().ifPresent(normalizer -> normalizer.revertFeatures(features));
    float[] values = features.data().asFloat();
    int width = values.length / ROWS;
    MiniBatch batch = new MiniBatch(ROWS, width);
    for (int row = 0; row < ROWS; row++) {
      for (int slot = 0; slot < width; slot++) {
        batch.open().feature(slot, values[row * width + slot]);
      }
      batch.close("random", row, ByteBuffer.allocate(0));
    }
    return batch;
  }
}
