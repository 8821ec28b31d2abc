package io.howdah.predict.onnx;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelException;
import io.howdah.network.Folding;
import io.howdah.network.Network;
import io.howdah.network.NetworkReader;
import io.howdah.network.Place;
import io.howdah.predict.EquivalenceCheck;
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
  /** Records that are drawn to compare the scores of. */
  private static final int RANDOM_RECORDS = 64;

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
    Network network = NetworkReader.read(model);
    // the way back to the labels' units stays a node: the layers keep the network's own scale
    Network shorter =
        Folding.fold(network, fold -> fold.normalisation().kind() != Place.Kind.LABELS).network();
    OnnxModel folded = written(model, shorter, false);
    EquivalenceCheck check = new EquivalenceCheck(model, network, RANDOM_RECORDS, samples);
    double difference = difference(check, folded);
    if (difference <= EquivalenceCheck.TOLERANCE) {
      return new OnnxExport(folded, difference, true);
    }
    OnnxModel exact = written(model, network, true);
    difference = difference(check, exact);
    if (difference <= EquivalenceCheck.TOLERANCE) {
      return new OnnxExport(exact, difference, false);
    }
    throw new ModelException(
        String.format(
            Locale.ROOT,
            "Cannot export %s to ONNX: its scores differ by %.3g from DL4J's (at most %.0e; use"
                + " engine nd4j or dl4j)",
            model.card().name(),
            difference,
            EquivalenceCheck.TOLERANCE));
  }

  private static OnnxModel written(LoadedModel model, Network network, boolean exactly)
      throws ModelException {
    NetworkExport export = new NetworkExport(network, exactly);
    return new OnnxModel(export.run(model.card().schema().width(), model.outputs()));
  }

  /** Infinite if an answer of the model's own is no number, which nothing can be compared with. */
  private static double difference(EquivalenceCheck check, OnnxModel onnx) throws ModelException {
    try (OnnxRuntimePredictor predictor = OnnxRuntimePredictor.open(onnx)) {
      return check.isFinite() ? check.difference(predictor) : Double.POSITIVE_INFINITY;
    }
  }
}
