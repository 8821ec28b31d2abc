package io.howdah.predict.onnx;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;

/**
 * A network as an ONNX model with the normaliser inside, proven to compute what the network does.
 *
 * @param difference the largest one seen between a score of ONNX Runtime and DL4J's {@code
 *     output()}, relative to max(1, |score|)
 */
public record OnnxExport(OnnxModel model, double difference) {
  /** The largest difference that is accepted, relative to max(1, |score|). */
  public static final double TOLERANCE = 1e-5;

  /** {@link #of(LoadedModel, float[])} with random records alone. */
  public static OnnxExport of(LoadedModel model) throws ModelException {
    return of(model, new float[0]);
  }

  /**
   * Exports a network. Where folding its normaliser and batch-norms costs too many digits it is
   * done without.
   *
   * @param samples records of the network's width, one after the other, to compare the scores of
   *     besides those of random records
   * @throws ModelException that names the layer which cannot be exported, or the difference that is
   *     too large
   */
  public static OnnxExport of(LoadedModel model, float[] samples) throws ModelException {
    // without it there is nothing to compare with
    OnnxRuntime.environment();
    OnnxModel folded = new OnnxModel(new NetworkExport(model, false).run());
    ExportCheck check = new ExportCheck(model, samples);
    double difference = check.difference(folded);
    if (difference <= TOLERANCE) {
      return new OnnxExport(folded, difference);
    }
    OnnxModel exact = new OnnxModel(new NetworkExport(model, true).run());
    difference = check.difference(exact);
    if (difference <= TOLERANCE) {
      return new OnnxExport(exact, difference);
    }
    throw new ModelException(
        String.format(
            "Cannot export %s to ONNX: its scores differ by %.3g from DL4J's (at most %.0e; use"
                + " engine nd4j or dl4j)",
            model.card().name(), difference, TOLERANCE));
  }
}
