package io.howdah.optimize;

import io.howdah.model.LoadedModel;
import io.howdah.model.NetworkWriter;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.EquivalenceCheck;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.onnx.OnnxExport;
import io.howdah.predict.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes the variants of one model. */
final class VariantBuilder {
  /** Records of the sample that an export is checked on. */
  private static final int CHECKED = 256;

  private static final String EXPORTED = "exported to ONNX, the normaliser and batch-norms ";

  private final LoadedModel model;
  private final Rows calibrating;
  private final OutputUnits units;
  private final Answers truth;
  private final FoldedModel folded;

  /**
   * Folds the model.
   *
   * @param calibrating rows to see on whether that is exact enough
   */
  VariantBuilder(LoadedModel model, Rows calibrating) {
    this.model = model;
    this.calibrating = calibrating;
    this.units = OutputUnits.of(model);
    this.truth = answers(model);
    this.folded = folded();
  }

  /** A large mean over a small deviation is subtracted first for a reason. */
  private FoldedModel folded() {
    FoldedModel all = FoldedModel.fold(model, FoldedModel.Depth.EVERYTHING);
    double moved = moved(all);
    if (moved <= EquivalenceCheck.TOLERANCE) {
      return all;
    }
    List<String> left = new ArrayList<>();
    if (!all.normalizer().equals(model.normalizer())) {
      left.add(leftAlone("the normaliser", moved));
      FoldedModel most = FoldedModel.fold(model, FoldedModel.Depth.NETWORK);
      moved = moved(most);
      if (moved <= EquivalenceCheck.TOLERANCE) {
        return most.and(left);
      }
    }
    left.add(leftAlone("the batch-norms", moved));
    return FoldedModel.fold(model, FoldedModel.Depth.TRAINING).and(left);
  }

  private static String leftAlone(String what, double moved) {
    return String.format(
        Locale.ROOT, "left %s alone: folded, it moves scores by up to %.1e", what, moved);
  }

  private double moved(FoldedModel of) {
    return answers(of.of(model)).difference(truth, units);
  }

  /**
   * What is stored in 16 bits. They hold few digits, and fewer of what is very small: the
   * normaliser stays beside the weights, in its own 32 bits, for the scales of features may be far
   * apart. So may be those of batch-norms, which are folded only where that costs no digits.
   */
  private FoldedModel half() {
    FoldedModel most = FoldedModel.fold(model, FoldedModel.Depth.NETWORK);
    return rounded(FoldedModel.Depth.TRAINING) < rounded(FoldedModel.Depth.NETWORK)
        ? FoldedModel.fold(model, FoldedModel.Depth.TRAINING)
        : most;
  }

  /** How far 16 bits move the answers, in the mean. */
  private double rounded(FoldedModel.Depth depth) {
    // a network of its own, to be spoilt
    FoldedModel copy = FoldedModel.fold(model, depth);
    INDArray weights = copy.network().params();
    if (weights != null && !weights.isEmpty()) {
      copy.network().setParams(weights.castTo(DataType.FLOAT16).castTo(weights.dataType()));
    }
    return answers(copy.of(model)).distance(truth, units);
  }

  private Answers answers(LoadedModel of) {
    // not closed: the network goes on
    return Answers.of(new Dl4jPredictor(of, "dl4j"), calibrating);
  }

  /**
   * Writes a variant.
   *
   * @param folder to write to
   * @throws IOException with one line that says why this model has no such variant
   */
  BuiltVariant build(Variant variant, Path folder) throws IOException {
    return switch (variant) {
      case FOLDED -> zip(folder.resolve("folded.zip"), folded, DataType.FLOAT);
      case HALF ->
          zip(
              folder.resolve("half.zip"),
              half().and(List.of("stored the weights as HALF")),
              DataType.FLOAT16);
      case ONNX -> {
        OnnxExport float32 = float32();
        yield onnx(folder.resolve("float32.onnx"), float32.model(), List.of(exported(float32)));
      }
      case INT8 -> {
        OnnxExport float32 = float32();
        Quantizer.Quantized quantized = Quantizer.quantize(float32.model(), calibrating);
        yield onnx(
            folder.resolve("int8.onnx"),
            quantized.model(),
            List.of(
                exported(float32),
                String.format(
                    Locale.ROOT,
                    "quantized to 8 bits (calibration on %,d records: %s)",
                    calibrating.size(),
                    quantized.calibration())));
      }
    };
  }

  private OnnxExport float32() throws IOException {
    return OnnxExport.of(model, calibrating.head(CHECKED));
  }

  /** Folding may cost too many digits. */
  private static String exported(OnnxExport float32) {
    return EXPORTED + (float32.folded() ? "folded into the layers" : "beside the layers");
  }

  private static BuiltVariant onnx(Path file, OnnxModel model, List<String> passes)
      throws IOException {
    Files.write(file, model.proto().toByteArray());
    return new BuiltVariant(file, passes);
  }

  private static BuiltVariant zip(Path file, FoldedModel made, DataType storage)
      throws IOException {
    NetworkWriter.write(made.network(), made.normalizer(), storage, file);
    return new BuiltVariant(file, made.passes());
  }
}
