package io.howdah.bench;

import io.howdah.model.ModelCard;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An engine as a mapper uses it: from a mini-batch to scores in an array of Java. */
final class HowdahEngine implements Contender {
  private final Predictor predictor;
  private final MiniBatch rows;
  private final Scores scores;

  HowdahEngine(String engine, BenchNetwork network, Path folder) throws IOException {
    Path zip = Files.createTempFile(folder, "network-", ".zip");
    try {
      ModelCard card = network.write(zip);
      predictor = Engines.open(card, zip, Engine.of(engine));
    } finally {
      Files.delete(zip);
    }
    if (!predictor.engine().equals(engine)) {
      throw new IOException("Cannot measure " + engine + ": it is " + predictor.engine());
    }
    rows = network.rows();
    scores = new Scores(rows.capacity(), predictor.outputs());
  }

  @Override
  public void score() {
    predictor.predict(rows, 0, rows.size(), scores);
  }

  @Override
  public float[] scores() {
    return scores.values();
  }

  @Override
  public void close() {
    predictor.close();
    rows.floats().close();
  }
}
