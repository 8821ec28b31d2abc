package io.howdah.predict;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.predict.nd4j.Nd4jPredictor;
import io.howdah.predict.nd4j.NotCompiledException;
import io.howdah.predict.onnx.OnnxExport;
import io.howdah.predict.onnx.OnnxFile;
import io.howdah.predict.onnx.OnnxModel;
import io.howdah.predict.onnx.OnnxRuntime;
import io.howdah.predict.onnx.OnnxRuntimePredictor;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a model with an engine. */
public final class Engines {
  private Engines() {}

  /**
   * Loads a model and makes it ready to predict in the calling thread. Call {@link
   * NativeBackend#prepare()} first. A model that is ONNX already needs neither Deeplearning4j nor
   * ND4J, and loads neither.
   *
   * @param model a local copy of the file that the card describes
   * @throws IOException if the model is not the card's, is not safe, or the engine cannot run it
   */
  public static Predictor open(ModelCard card, Path model, Engine engine) throws IOException {
    if (OnnxFile.isOnnx(model)) {
      return ready(OnnxFile.read(model, card), card, model, engine);
    }
    LoadedModel loaded = ModelLoader.load(model, card);
    Predictor predictor =
        switch (engine) {
          case DL4J -> new Dl4jPredictor(loaded, "dl4j");
          case ND4J -> compiled(loaded);
          case ONNXRUNTIME -> exported(loaded);
        };
    NativeBackend.singleThread();
    return predictor;
  }

  /** Only ONNX Runtime reads ONNX: the default engine makes way for it, the oracle cannot. */
  private static Predictor ready(OnnxModel onnx, ModelCard card, Path model, Engine engine)
      throws IOException {
    if (engine == Engine.DL4J) {
      throw new ModelException(
          "Cannot use engine dl4j: "
              + model.getFileName()
              + " is an ONNX model (use --engine onnxruntime)");
    }
    // without it the predictor's class would not even link
    OnnxRuntime.environment();
    Predictor predictor =
        OnnxRuntimePredictor.open(
            onnx,
            engine == Engine.ONNXRUNTIME
                ? "onnxruntime"
                : "onnxruntime (" + engine.text() + " does not read ONNX)");
    probe(predictor, card);
    return predictor;
  }

  /** Scores a record of zeros, so that what does not fit together fails here. */
  private static void probe(Predictor predictor, ModelCard card) throws ModelException {
    MiniBatch zeros = new MiniBatch(1, card.schema().width());
    zeros.floats().zero();
    try {
      predictor.predict(zeros, 0, 1, new Scores(1, predictor.outputs()));
    } catch (RuntimeException e) {
      predictor.close();
      throw new ModelException("Cannot score a record of zeros: " + e.getMessage(), e);
    }
  }

  /** The compiled network, which has copies of the weights, or else the network itself. */
  private static Predictor compiled(LoadedModel loaded) {
    try {
      Predictor compiled = Nd4jPredictor.compile(loaded);
      loaded.close();
      return compiled;
    } catch (NotCompiledException e) {
      return new Dl4jPredictor(loaded, "dl4j (" + e.getMessage() + ")");
    }
  }

  private static Predictor exported(LoadedModel loaded) throws IOException {
    try (loaded) {
      return OnnxRuntimePredictor.open(OnnxExport.of(loaded).model());
    }
  }
}
