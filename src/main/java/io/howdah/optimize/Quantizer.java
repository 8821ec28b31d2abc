package io.howdah.optimize;

import io.howdah.model.ModelException;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;
import io.howdah.predict.onnx.OnnxModel;
import io.howdah.predict.onnx.OnnxRuntimePredictor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a float32 graph compute its products on 8 bits: activations unsigned with one scale a
 * tensor, weights signed with one scale an output. The ranges come from a sample; of several ways
 * to take them the one is kept whose scores are nearest to those of the graph.
 */
final class Quantizer {
  /** A scale for each column is worth its risk, to clip what no sample showed, only above this. */
  private static final double WORTHWHILE = 0.5;

  private static final ValueRange[] ONE_FOR_ALL = {};

  private final OnnxModel model;
  private final QuantizationPlan plan;
  private final List<MiniBatch> fitting;
  private final MiniBatch judging;

  private Quantizer(OnnxModel model, QuantizationPlan plan, Rows calibrating) {
    this.model = model;
    this.plan = plan;
    List<MiniBatch> batches = calibrating.batches();
    int last = batches.size() - 1;
    this.judging = batches.get(last);
    this.fitting = last > 0 ? batches.subList(0, last) : batches;
  }

  /**
   * A quantised model.
   *
   * @param calibration how its ranges were taken, for people
   */
  record Quantized(OnnxModel model, String calibration) {}

  /**
   * Quantises.
   *
   * @param calibrating rows like those to be scored: all but the last mini-batch give the ranges,
   *     the last one tells which are best
   * @throws ModelException when the graph has no product of 8 bits to offer, or ONNX Runtime fails
   */
  static Quantized quantize(OnnxModel model, Rows calibrating) throws ModelException {
    QuantizationPlan plan = QuantizationPlan.of(model);
    if (plan.products().isEmpty()) {
      throw new ModelException(
          "Cannot quantize: no dense or convolutional layer with weights of its own");
    }
    return new Quantizer(model, plan, calibrating).best();
  }

  private Quantized best() throws ModelException {
    ObservedTensors observed = ObservedTensors.of(model, plan.observed(), fitting);
    float[] exact = scores(model);
    Quantized best = null;
    double least = Double.POSITIVE_INFINITY;
    for (boolean byColumn : byColumns()) {
      double bar = byColumn ? least * WORTHWHILE : Double.POSITIVE_INFINITY;
      for (Calibration calibration : Calibration.values()) {
        Quantized tried = quantized(observed, calibration, byColumn);
        double difference = difference(scores(tried.model()), exact);
        if (best == null || difference < Math.min(least, bar)) {
          best = tried;
          least = difference;
        }
      }
    }
    return best;
  }

  private List<Boolean> byColumns() {
    return plan.takesRecordsInDenseLayersAlone() ? List.of(false, true) : List.of(false);
  }

  private Quantized quantized(ObservedTensors observed, Calibration calibration, boolean byColumn) {
    Map<String, ValueRange> ranges = new HashMap<>();
    observed.values().forEach((name, values) -> ranges.put(name, calibration.range(values)));
    OnnxModel made =
        QuantizedGraph.of(model, plan, ranges, byColumn ? observed.columns() : ONE_FOR_ALL);
    return new Quantized(made, calibration.text() + (byColumn ? ", a scale for each column" : ""));
  }

  private float[] scores(OnnxModel of) throws ModelException {
    Scores scores = new Scores(judging.size(), of.outputs());
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(of)) {
      predictor.predict(judging, 0, judging.size(), scores);
    }
    return scores.values();
  }

  private static double difference(float[] scores, float[] exact) {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += Math.abs((double) scores[i] - exact[i]);
    }
    return sum;
  }
}
