package io.howdah.optimize;

import io.howdah.model.LoadedModel;
import io.howdah.model.NetworkWriter;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.onnx.OnnxExport;
import io.howdah.predict.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;

/** Makes the variants of one model. */
final class VariantBuilder {
  /** Rounding may move a score by this much; more, and folding is not exact enough. */
  private static final double EXACT = 1e-5;

  /** Records of the sample that an export is checked on. */
  private static final int CHECKED = 256;

  private static final String EXPORTED =
      "exported to ONNX, the normaliser and batch-norms folded into the layers";

  private final LoadedModel model;
  private final Rows calibrating;
  private final Folding.Folded folded;

  /**
   * Folds the model.
   *
   * @param calibrating rows to see on whether that is exact enough
   */
  VariantBuilder(LoadedModel model, Rows calibrating) {
    this.model = model;
    this.calibrating = calibrating;
    this.folded = folded(model, calibrating);
  }

  /** A large mean over a small deviation is subtracted first for a reason. */
  private static Folding.Folded folded(LoadedModel model, Rows calibrating) {
    Folding.Folded all = Folding.fold(model, true);
    if (model.normalizer().isEmpty() || all.normalizer().isPresent()) {
      return all;
    }
    double moved = answers(all, model, calibrating).largestDifference(answers(model, calibrating));
    if (moved <= EXACT) {
      return all;
    }
    Folding.Folded most = Folding.fold(model, false);
    List<String> passes = new ArrayList<>(most.passes());
    passes.add(
        String.format(
            Locale.ROOT,
            "left the normaliser alone: folded, it moves scores by up to %.1e",
            moved));
    return new Folding.Folded(most.network(), most.normalizer(), passes);
  }

  private static Answers answers(Folding.Folded of, LoadedModel model, Rows rows) {
    return answers(
        new LoadedModel(model.card(), of.network(), of.normalizer(), model.outputs()), rows);
  }

  private static Answers answers(LoadedModel model, Rows rows) {
    // not closed: the network goes on
    return Answers.of(new Dl4jPredictor(model, "dl4j"), rows);
  }

  /**
   * Writes a variant.
   *
   * @param folder to write to
   * @throws IOException with one line that says why this model has no such variant
   */
  BuiltVariant build(Variant variant, Path folder) throws IOException {
    return switch (variant) {
      case FOLDED -> zip(folder.resolve("folded.zip"), DataType.FLOAT, folded.passes());
      case HALF -> {
        List<String> passes = new ArrayList<>(folded.passes());
        passes.add("stored the weights as HALF");
        yield zip(folder.resolve("half.zip"), DataType.FLOAT16, passes);
      }
      case ONNX -> onnx(folder.resolve("float32.onnx"), float32(), List.of(EXPORTED));
      case INT8 -> {
        Quantizer.Quantized quantized = Quantizer.quantize(float32(), calibrating);
        yield onnx(
            folder.resolve("int8.onnx"),
            quantized.model(),
            List.of(
                EXPORTED,
                String.format(
                    Locale.ROOT,
                    "quantized to 8 bits (calibration on %,d records: %s)",
                    calibrating.size(),
                    quantized.calibration())));
      }
    };
  }

  private OnnxModel float32() throws IOException {
    return OnnxExport.of(model, calibrating.head(CHECKED)).model();
  }

  private static BuiltVariant onnx(Path file, OnnxModel model, List<String> passes)
      throws IOException {
    Files.write(file, model.proto().toByteArray());
    return new BuiltVariant(file, passes);
  }

  private BuiltVariant zip(Path file, DataType storage, List<String> passes) throws IOException {
    NetworkWriter.write(folded.network(), folded.normalizer(), storage, file);
    return new BuiltVariant(file, passes);
  }
}
