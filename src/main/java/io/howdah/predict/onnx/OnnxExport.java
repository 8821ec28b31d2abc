package io.howdah.predict.onnx;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;
import java.util.Locale;

/**
 * A model as an ONNX graph, its normaliser and the labels' way back inside, proven to give the
 * model's own answers.
 *
 * @param difference the largest one seen between a score of ONNX Runtime and of DL4J, as {@link
 *     io.howdah.predict.OutputUnits#difference} measures it
 * @param folded true if the normaliser and batch-norms became part of the layers beside them, where
 *     there are any
 */
public record OnnxExport(OnnxModel model, double difference, boolean folded) {
  /** The largest difference that is accepted. */
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
      return new OnnxExport(folded, difference, true);
    }
    OnnxModel exact = new OnnxModel(new NetworkExport(model, true).run());
    difference = check.difference(exact);
    if (difference <= TOLERANCE) {
      return new OnnxExport(exact, difference, false);
    }
    throw new ModelException(
        String.format(
            Locale.ROOT,
            "Cannot export %s to ONNX: its scores differ by %.3g from DL4J's (at most %.0e; use"
                + " engine nd4j or dl4j)",
            model.card().name(),
            difference,
            TOLERANCE));
  }
}
