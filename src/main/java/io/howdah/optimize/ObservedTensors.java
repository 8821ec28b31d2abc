package io.howdah.optimize;

import io.howdah.model.ModelException;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.onnx.OnnxGraph;
import io.howdah.predict.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that a sample gave to the tensors of a graph.
 *
 * @param values by tensor
 * @param columns the range of each column of the records
 */
record ObservedTensors(Map<String, ObservedValues> values, ValueRange[] columns) {
  /**
   * Runs the sample.
   *
   * @throws ModelException if ONNX Runtime fails, or a value is NaN or infinite
   */
  static ObservedTensors of(OnnxModel model, Set<String> tensors, List<MiniBatch> batches)
      throws ModelException {
    Map<String, ObservedValues> values = new HashMap<>();
    tensors.forEach(tensor -> values.put(tensor, new ObservedValues()));
    float[] least = new float[model.width()];
    float[] largest = new float[model.width()];
    try (TensorObserver observer = new TensorObserver(model, tensors)) {
      for (MiniBatch batch : batches) {
        observer.observe(
            batch,
            (tensor, given) -> {
              values.get(tensor).add(given);
              if (tensor.equals(OnnxGraph.INPUT)) {
                widen(least, largest, given);
              }
            });
      }
    }
    for (String tensor : tensors) {
      if (!values.get(tensor).isFinite()) {
        throw new ModelException(
            "Cannot calibrate: " + tensor + " takes a value that is NaN or infinite");
      }
    }
    return new ObservedTensors(values, columns(least, largest));
  }

  private static void widen(float[] least, float[] largest, FloatBuffer records) {
    for (int i = records.position(); i < records.limit(); i++) {
      int column = i % least.length;
      least[column] = Math.min(least[column], records.get(i));
      largest[column] = Math.max(largest[column], records.get(i));
    }
  }

  private static ValueRange[] columns(float[] least, float[] largest) {
    ValueRange[] ranges = new ValueRange[least.length];
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] = new ValueRange(least[i], largest[i]);
    }
    return ranges;
  }
}
