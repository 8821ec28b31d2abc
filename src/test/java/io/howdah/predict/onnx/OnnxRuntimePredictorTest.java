package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.batch;
import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class OnnxRuntimePredictorTest {
  private static OnnxModel mlp(int inputs, int hidden, int outputs) throws Exception {
    return export(
        model(
            network(
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .list(dense(inputs, hidden), dense(hidden, hidden), softmax(hidden, outputs))
                    .build()),
            outputs,
            inputs));
  }

  private static OutputLayer softmax(int inputs, int outputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(outputs)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DenseLayer dense(int inputs, int outputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(Activation.RELU).build();
  }

  private static void scoresRowsAlike(OnnxModel model, int rows, int... sizes) throws Exception {
    MiniBatch batch = batch(rows, model.width(), 1);
    Scores whole = new Scores(rows, model.outputs());
    Scores parts = new Scores(rows, model.outputs());
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(model)) {
      predictor.predict(batch, 0, rows, whole);
      for (int size : sizes) {
        Arrays.fill(parts.values(), Float.NaN);
        for (int from = 0; from < rows; from += size) {
          predictor.predict(batch, from, Math.min(rows, from + size), parts);
        }
        assertThat(parts.values()).as("mini-batches of %d", size).isEqualTo(whole.values());
      }
    }
  }

  /** 20 and 50 channels, which lie in no blocks on some CPUs; 16 and 32, which do. */
  @ParameterizedTest
  @CsvSource({"20,50", "16,32"})
  void soAreAnImages(int first, int second) throws Exception {
    scoresRowsAlike(
        export(
            model(
                network(
                    new NeuralNetConfiguration.Builder()
                        .seed(5)
                        .list(
                            new ConvolutionLayer.Builder(5, 5)
                                .nOut(first)
                                .activation(Activation.RELU)
                                .build(),
                            new SubsamplingLayer.Builder(PoolingType.MAX).build(),
                            new BatchNormalization(),
                            new ConvolutionLayer.Builder(5, 5).nOut(second).build(),
                            new SubsamplingLayer.Builder(PoolingType.AVG).build(),
                            dense(0, 30),
                            softmax(0, 10))
                        .setInputType(InputType.convolutional(28, 28, 1))
                        .build()),
                10,
                1,
                28,
                28)),
        70,
        1,
        2,
        3,
        7,
        16,
        64);
  }

  @Test
  void soAreASequences() throws Exception {
    scoresRowsAlike(
        export(
            model(
                network(
                    new NeuralNetConfiguration.Builder()
                        .seed(5)
                        .list(
                            new Convolution1DLayer.Builder(3).nOut(8).build(),
                            new SimpleRnn.Builder().nOut(12).build(),
                            new LastTimeStep(new LSTM.Builder().nOut(20).build()),
                            softmax(0, 3))
                        .setInputType(InputType.recurrent(5, 11))
                        .build()),
                3,
                5,
                11)),
        130,
        1,
        2,
        3,
        4,
        5,
        8,
        13,
        16,
        64);
  }

  @ParameterizedTest
  @CsvSource({"-1", "20", "1e9"})
  void refusesAnIndexThatAnEmbeddingDoesNotHave(float index) throws Exception {
    OnnxModel model =
        export(
            model(
                network(
                    new NeuralNetConfiguration.Builder()
                        .seed(5)
                        .list(new EmbeddingLayer.Builder().nIn(20).nOut(6).build(), softmax(6, 3))
                        .build()),
                3,
                1));
    MiniBatch batch = new MiniBatch(2, 1);
    batch.floats().put(0, 19f);
    batch.floats().put(1, index);
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(model)) {
      Scores scores = new Scores(2, 3);
      assertThatThrownBy(() -> predictor.predict(batch, 0, 2, scores))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("ONNX Runtime: ");
      predictor.predict(batch, 0, 1, scores);
      assertThat(scores.isFinite(0)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"32,64,2", "256,512,10", "784,256,10", "4,5,3", "1,1,2", "33,17,7", "130,70,30"})
  void aRowsScoresAreTheSameBitsWhateverItsMiniBatch(int inputs, int hidden, int outputs)
      throws Exception {
    scoresRowsAlike(
        mlp(inputs, hidden, outputs),
        1030,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        11,
        12,
        13,
        16,
        31,
        64,
        100,
        256,
        1000);
  }

  @Test
  void scoresEachOfSeveralMiniBatchesWithItsOwnFeatures() throws Exception {
    MiniBatch first = batch(8, 4, 1);
    MiniBatch second = batch(8, 4, 2);
    Scores scores = new Scores(8, 3);
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(mlp(4, 6, 3))) {
      predictor.predict(first, 0, 8, scores);
      float[] ofTheFirst = scores.values().clone();
      predictor.predict(second, 0, 8, scores);
      assertThat(scores.values()).isNotEqualTo(ofTheFirst);
      // new features in the same memory
      for (int i = 0; i < 32; i++) {
        second.floats().put(i, first.floats().get(i));
      }
      predictor.predict(second, 0, 8, scores);
      assertThat(scores.values()).isEqualTo(ofTheFirst);
      assertThat(predictor.engine()).isEqualTo("onnxruntime");
      assertThat(predictor.outputs()).isEqualTo(3);
    }
  }

  @Test
  void leavesTheScoresOfOtherRowsAlone() throws Exception {
    Scores scores = new Scores(8, 3);
    Arrays.fill(scores.values(), -1);
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(mlp(4, 6, 3))) {
      predictor.predict(batch(8, 4, 1), 2, 5, scores);
    }
    for (int row = 0; row < 8; row++) {
      assertThat(scores.at(row, 0) >= 0).as("row %d", row).isEqualTo(row >= 2 && row < 5);
    }
  }
}
