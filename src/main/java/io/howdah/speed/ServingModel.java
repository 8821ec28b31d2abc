package io.howdah.speed;

import io.howdah.files.Scratch;
import io.howdah.model.Cpu;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import io.howdah.model.NativeBackend;
import io.howdah.model.TunedSize;
import io.howdah.model.Tuning;
import io.howdah.model.TuningFile;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Predictor;
import io.howdah.view.ViewDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * The model that scores at present.
 *
 * @param predictor is used by one thread
 * @param batchSize that the tuning beside it recommends
 */
record ServingModel(ModelCard card, Predictor predictor, TunedSize batchSize)
    implements AutoCloseable {
  /**
   * Loads a model, verified as the batch layer does.
   *
   * @param place folder or zip on any of Hadoop's file systems
   * @throws IOException if it cannot be loaded, or its task is not the view's
   */
  static ServingModel load(String place, Engine engine, ViewDefinition view, Configuration conf)
      throws IOException {
    ModelArtifact artifact = ModelArtifact.open(place, conf);
    ModelCard card = artifact.card();
    if (!card.task().text().equals(view.task())) {
      throw new StreamException(
          "Cannot stream into view "
              + view.name()
              + ": it holds "
              + view.task()
              + ", the model at "
              + place
              + " is for "
              + card.task().text());
    }
    NativeBackend.prepare();
    Path copy = Scratch.file("model-", ".zip");
    try {
      artifact.fetch(copy);
      return new ServingModel(
          card,
          Engines.open(card, copy, engine),
          new TuningFile(artifact, conf)
              .sizeFor(new Tuning.Case(card.sha256(), engine.text(), Cpu.model(), false)));
    } catch (ModelException e) {
      throw artifact.about(copy, e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Name and version. */
  String name() {
    return card.name() + ":" + card.version();
  }

  @Override
  public void close() {
    predictor.close();
  }
}
