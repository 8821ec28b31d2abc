package io.howdah.predict.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.model.Normalization;
import io.howdah.model.Task;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

/** A network with random weights, and what it takes to compare engines on it. */
final class TestNetwork {
  static {
    NativeBackend.prepare();
  }

  private final LoadedModel model;

  TestNetwork(LoadedModel model) {
    this.model = model;
  }

  private TestNetwork(Model network, Layer[] layers, Integer... shape) {
    Random random = new Random(5);
    for (Layer layer : layers) {
      layer.paramTable().forEach((name, param) -> randomize(name, param, random));
    }
    List<Feature> features =
        IntStream.range(0, Stream.of(shape).reduce(1, Math::multiplyExact))
            .<Feature>mapToObj(i -> new Feature.Numeric("x" + i, Float.NaN))
            .toList();
    RecordSchema schema = new RecordSchema("id", Optional.empty(), features);
    ModelCard card =
        new ModelCard("test", "1", schema, List.of(shape), Task.EMBEDDING, List.of(), "");
    this.model = new LoadedModel(card, network, Optional.empty(), outputs(network, shape(1, card)));
  }

  /**
   * @param shape of one record
   */
  static TestNetwork of(MultiLayerConfiguration conf, Integer... shape) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return new TestNetwork(network, network.getLayers(), shape);
  }

  /**
   * @param shape of one record
   */
  static TestNetwork of(ComputationGraphConfiguration conf, Integer... shape) {
    ComputationGraph network = new ComputationGraph(conf);
    network.init();
    return new TestNetwork(network, network.getLayers(), shape);
  }

  TestNetwork with(DataNormalization fitted) {
    return new TestNetwork(
        new LoadedModel(
            model.card(), model.network(), Optional.of(Normalization.of(fitted)), model.outputs()));
  }

  int width() {
    return model.card().schema().width();
  }

  LoadedModel model() {
    return model;
  }

  /** Records of features within ±1, or whatever the normaliser brings there. */
  MiniBatch records(int capacity, long seed) {
    Random random = new Random(seed);
    float[] values = new float[capacity * width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    if (model.normalizer().isPresent()) {
      INDArray features = Nd4j.create(values, shape(capacity, model.card()), 'c');
      ((DataNormalization) model.normalizer().get().normalizer()).revertFeatures(features);
      values = features.data().asFloat();
    }
    return batch(values, width());
  }

  static MiniBatch batch(float[] values, int width) {
    MiniBatch batch = new MiniBatch(values.length / width, width);
    for (int row = 0; row < batch.capacity(); row++) {
      for (int slot = 0; slot < width; slot++) {
        batch.open().feature(slot, values[row * width + slot]);
      }
      batch.close("test", row, ByteBuffer.allocate(0));
    }
    return batch;
  }

  /** Asserts that the compiled network gives what {@code output()} gives. */
  void assertCompiles() throws NotCompiledException {
    try (Predictor predictor = Nd4jPredictor.compile(model)) {
      assertThat(predictor.engine()).isEqualTo("nd4j");
      for (int rows : new int[] {1, 2, 7}) {
        float[] actual = score(predictor, records(rows, rows), 0, rows);
        assertClose(actual, expected(records(rows, rows)));
      }
    }
  }

  /** What the network itself gives for a mini-batch. */
  float[] expected(MiniBatch batch) {
    return score(new Dl4jPredictor(model, "dl4j"), batch, 0, batch.size());
  }

  static float[] score(Predictor predictor, MiniBatch batch, int from, int to) {
    Scores scores = new Scores(batch.capacity(), predictor.outputs());
    predictor.predict(batch, from, to, scores);
    return Arrays.copyOfRange(
        scores.values(), from * predictor.outputs(), to * predictor.outputs());
  }

  static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("output %d", i)
          .isCloseTo(
              expected[i],
              org.assertj.core.data.Offset.offset(
                  1e-5 * Math.max(1, Math.abs((double) expected[i]))));
    }
  }

  private static int outputs(Model network, long[] shape) {
    INDArray row = Nd4j.zeros(shape);
    INDArray output =
        network instanceof ComputationGraph graph
            ? graph.outputSingle(row)
            : ((MultiLayerNetwork) network).output(row);
    return Math.toIntExact(output.length());
  }

  private static long[] shape(int rows, ModelCard card) {
    return IntStream.concat(
            IntStream.of(rows), card.inputShape().stream().mapToInt(Integer::intValue))
        .asLongStream()
        .toArray();
  }

  /** Weights of either sign; a variance is positive. */
  private static void randomize(String name, INDArray param, Random random) {
    for (long i = 0; i < param.length(); i++) {
      float value = random.nextFloat() - 0.5f;
      param.putScalar(i, name.equals("var") ? Math.abs(value) + 0.1f : value);
    }
  }
}
