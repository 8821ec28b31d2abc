package io.howdah.predict.nd4j;

import static io.howdah.predict.nd4j.TestNetwork.assertClose;
import static io.howdah.predict.nd4j.TestNetwork.score;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Nd4jPredictorTest {
  private static final int CAPACITY = 13;
  private static final int OUTPUTS = 3;

  private final TestNetwork network = images();
  private final Predictor predictor = compile(network);

  @AfterEach
  void close() {
    predictor.close();
  }

  @Test
  void scoresAnyRangeOfAMiniBatch() {
    float[] expected = network.expected(network.records(CAPACITY, 1));
    MiniBatch batch = network.records(CAPACITY, 1);
    for (int from = 0; from < CAPACITY; from++) {
      for (int to = from + 1; to <= CAPACITY; to++) {
        assertClose(
            score(predictor, batch, from, to),
            Arrays.copyOfRange(expected, from * OUTPUTS, to * OUTPUTS));
      }
    }
  }

  @Test
  void writesOnlyTheRowsOfTheRange() {
    Scores scores = new Scores(CAPACITY, OUTPUTS);
    Arrays.fill(scores.values(), -7);
    predictor.predict(network.records(CAPACITY, 1), 4, 9, scores);
    for (int row = 0; row < CAPACITY; row++) {
      assertThat(scores.at(row, 0) == -7).as("row %d", row).isEqualTo(row < 4 || row >= 9);
    }
  }

  @Test
  void scoresAMiniBatchOfOneRow() {
    assertClose(
        score(predictor, network.records(1, 3), 0, 1), network.expected(network.records(1, 3)));
  }

  @Test
  void aRowsScoreDoesNotDependOnWhatWasScoredBefore() {
    MiniBatch a = network.records(CAPACITY, 1);
    MiniBatch b = network.records(CAPACITY, 2);
    float[] first = score(predictor, a, 0, CAPACITY);
    score(predictor, b, 0, CAPACITY);
    score(predictor, b, 3, 7);
    assertThat(score(predictor, a, 0, CAPACITY)).isEqualTo(first);
  }

  @Test
  void aMiniBatchMayBeFilledAgain() {
    MiniBatch batch = network.records(CAPACITY, 1);
    score(predictor, batch, 0, CAPACITY);
    MiniBatch other = network.records(CAPACITY, 2);
    batch.floats().put(other.floats());
    assertClose(
        score(predictor, batch, 0, CAPACITY), network.expected(network.records(CAPACITY, 2)));
  }

  @Test
  void manyMiniBatchesOfAllSizesTakeTurns() {
    for (int round = 0; round < 3; round++) {
      for (int capacity : new int[] {4, 1, 9, 30, 2}) {
        assertClose(
            score(predictor, network.records(capacity, capacity), 0, capacity),
            network.expected(network.records(capacity, capacity)));
      }
    }
  }

  @Test
  void aRowThatIsNotANumberLeavesTheOthersAlone() {
    MiniBatch batch = network.records(CAPACITY, 1);
    float[] expected = score(predictor, batch, 0, CAPACITY);
    int bad = 5;
    for (int slot = 0; slot < network.width(); slot++) {
      batch.floats().put((long) bad * network.width() + slot, Float.NaN);
    }
    Scores scores = new Scores(CAPACITY, OUTPUTS);
    predictor.predict(batch, 0, CAPACITY, scores);
    for (int row = 0; row < CAPACITY; row++) {
      assertThat(scores.isFinite(row)).as("row %d", row).isEqualTo(row != bad);
      for (int output = 0; row != bad && output < OUTPUTS; output++) {
        assertThat(scores.at(row, output)).isEqualTo(expected[row * OUTPUTS + output]);
      }
    }
  }

  @Test
  void theFeaturesStayAsTheyWere() {
    MiniBatch batch = network.records(CAPACITY, 1);
    score(predictor, batch, 0, CAPACITY);
    float[] features = new float[CAPACITY * network.width()];
    float[] before = new float[CAPACITY * network.width()];
    batch.floats().get(features);
    network.records(CAPACITY, 1).floats().get(before);
    assertThat(features).isEqualTo(before);
  }

  @Test
  void aNormaliserFarFromZeroKeepsItsDigits() throws Exception {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    var times = Nd4j.rand(50, 6).muli(1000).addi(1e7);
    normalizer.fit(new DataSet(times, times));
    features().with(normalizer).assertCompiles();
  }

  @Test
  void aFeatureThatIsAlwaysTheSameIsNormalised() throws Exception {
    var features = Nd4j.rand(50, 6);
    features.getColumn(2).assign(4);
    NormalizerStandardize standardize = new NormalizerStandardize();
    standardize.fit(new DataSet(features, features));
    features().with(standardize).assertCompiles();
    NormalizerMinMaxScaler minMax = new NormalizerMinMaxScaler();
    minMax.fit(new DataSet(features, features));
    features().with(minMax).assertCompiles();
  }

  private static Predictor compile(TestNetwork network) {
    try {
      return Nd4jPredictor.compile(network.model());
    } catch (NotCompiledException e) {
      throw new AssertionError(e);
    }
  }

  private static TestNetwork features() {
    return TestNetwork.of(
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nOut(5).activation(Activation.RELU).build())
            .layer(output())
            .setInputType(InputType.feedForward(6))
            .build(),
        6);
  }

  private static TestNetwork images() {
    return TestNetwork.of(
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
            .layer(new BatchNormalization())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).build())
            .layer(new DenseLayer.Builder().nOut(5).activation(Activation.RELU).build())
            .layer(output())
            .setInputType(InputType.convolutional(6, 5, 1))
            .build(),
        1,
        6,
        5);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(OUTPUTS)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
