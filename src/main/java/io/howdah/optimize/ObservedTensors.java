package io.howdah.optimize;

import io.howdah.model.ModelException;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.onnx.OnnxGraph;
import io.howdah.predict.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that a sample gave to the tensors of a graph.
 *
 * @param histograms by tensor
 * @param columns the range of each column of the records; empty where the records are not observed
 */
record ObservedTensors(Map<String, ValueHistogram> histograms, ValueRange[] columns) {
  static ObservedTensors of(OnnxModel model, Set<String> tensors, List<MiniBatch> batches)
      throws ModelException {
    Map<String, float[]> least = new HashMap<>();
    Map<String, float[]> largest = new HashMap<>();
    Map<String, ValueHistogram> histograms = new HashMap<>();
    try (TensorObserver observer = new TensorObserver(model, tensors)) {
      for (MiniBatch batch : batches) {
        observer.observe(
            batch,
            (tensor, values) -> {
              int columns = tensor.equals(OnnxGraph.INPUT) ? model.width() : 1;
              widen(least.computeIfAbsent(tensor, key -> new float[columns]), values, -1);
              widen(largest.computeIfAbsent(tensor, key -> new float[columns]), values, 1);
            });
      }
      for (String tensor : tensors) {
        histograms.put(
            tensor,
            new ValueHistogram(
                -most(tensor, least.get(tensor)), most(tensor, largest.get(tensor))));
      }
      for (MiniBatch batch : batches) {
        observer.observe(batch, (tensor, values) -> histograms.get(tensor).add(values));
      }
    }
    return new ObservedTensors(
        histograms, columns(least.get(OnnxGraph.INPUT), largest.get(OnnxGraph.INPUT)));
  }

  /** Raises what is below a value times the sign; from zero, which is always in the range. */
  private static void widen(float[] most, FloatBuffer values, int sign) {
    for (int i = values.position(); i < values.limit(); i++) {
      int column = i % most.length;
      // a NaN stays
      most[column] = Math.max(most[column], values.get(i) * sign);
    }
  }

  private static float most(String tensor, float[] columns) {
    float most = 0;
    for (float each : columns) {
      most = Math.max(most, each);
    }
    if (!Float.isFinite(most)) {
      throw new IllegalStateException(
          "Cannot calibrate: " + tensor + " takes a value that is NaN or infinite");
    }
    return most;
  }

  private static ValueRange[] columns(float[] least, float[] largest) {
    ValueRange[] ranges = new ValueRange[least == null ? 0 : least.length];
    Arrays.setAll(ranges, i -> new ValueRange(-least[i], largest[i]));
    return ranges;
  }
}
