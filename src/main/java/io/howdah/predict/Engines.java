package io.howdah.predict;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.predict.onnx.OnnxExport;
import io.howdah.predict.onnx.OnnxRuntimePredictor;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a model with an engine. */
public final class Engines {
  private Engines() {}

  /**
   * Loads a model and makes it ready to predict in the calling thread. Call {@link
   * NativeBackend#prepare()} first.
   *
   * @param model a local copy of the file that the card describes
   * @throws IOException if the model is not the card's, is not safe, or the engine cannot run it
   */
  public static Predictor open(ModelCard card, Path model, Engine engine) throws IOException {
    LoadedModel loaded = ModelLoader.load(model, card);
    Predictor predictor =
        switch (engine) {
          case DL4J -> new Dl4jPredictor(loaded, "dl4j");
          case ND4J -> new Dl4jPredictor(loaded, "dl4j (nd4j is not built yet)");
          case ONNXRUNTIME -> exported(loaded);
        };
    NativeBackend.singleThread();
    return predictor;
  }

  private static Predictor exported(LoadedModel loaded) throws IOException {
    try (loaded) {
      return OnnxRuntimePredictor.open(OnnxExport.of(loaded).model());
    }
  }
}
