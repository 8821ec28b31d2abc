package io.howdah.predict.onnx;

import static io.howdah.predict.onnx.ExportedNetwork.batch;
import static io.howdah.predict.onnx.ExportedNetwork.export;
import static io.howdah.predict.onnx.ExportedNetwork.model;
import static io.howdah.predict.onnx.ExportedNetwork.network;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
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
                    .list(
                        dense(inputs, hidden),
                        dense(hidden, hidden),
                        new OutputLayer.Builder(LossFunction.MCXENT)
                            .nIn(hidden)
                            .nOut(outputs)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .build()),
            outputs,
            inputs));
  }

  private static DenseLayer dense(int inputs, int outputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(Activation.RELU).build();
  }

  @ParameterizedTest
  @CsvSource({"32,64,2", "256,512,10", "784,256,10", "4,5,3", "1,1,2", "33,17,7", "130,70,30"})
  void aRowsScoresAreTheSameBitsWhateverItsMiniBatch(int inputs, int hidden, int outputs)
      throws Exception {
    OnnxModel model = mlp(inputs, hidden, outputs);
    int rows = 1030;
    MiniBatch batch = batch(rows, inputs, 1);
    Scores whole = new Scores(rows, outputs);
    Scores parts = new Scores(rows, outputs);
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(model)) {
      predictor.predict(batch, 0, rows, whole);
      for (int size : new int[] {1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 16, 31, 64, 100, 256, 1000}) {
        Arrays.fill(parts.values(), Float.NaN);
        for (int from = 0; from < rows; from += size) {
          predictor.predict(batch, from, Math.min(rows, from + size), parts);
        }
        assertThat(parts.values()).as("mini-batches of %d", size).isEqualTo(whole.values());
      }
    }
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
