package io.howdah.tune;

import io.howdah.model.ModelCard;
import io.howdah.model.NativeBackend;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Predictor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model's engines in this JVM. Call {@link NativeBackend#prepare()} first.
 *
 * @param model a local copy of the file that the card describes
 */
public record EngineSource(ModelCard card, Path model) implements Sweep.Source {
  @Override
  public Predictor open(Engine engine, int threads) throws IOException {
    if (engine == Engine.ONNXRUNTIME && threads > 1) {
      throw new IOException("onnxruntime computes on one thread, as a mapper has one core");
    }
    return Engines.open(card, model, engine);
  }

  @Override
  public void use(int threads) {
    NativeBackend.threads(threads);
  }

  @Override
  public long residentBytes() {
    return NativeBackend.residentBytes();
  }
}
