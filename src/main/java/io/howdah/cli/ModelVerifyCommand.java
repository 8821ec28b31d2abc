package io.howdah.cli;

import io.howdah.cli.options.ModelOptions;
import io.howdah.cli.options.Usage;
import io.howdah.model.LoadedModel;
import io.howdah.model.LocalCopy;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.model.ModelSummary;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Predictor;
import io.howdah.predict.onnx.OnnxFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;

/** {@code model verify}: every check that a run makes, and a record of zeros scored. */
public final class ModelVerifyCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "model verify",
        "Check a model and its card, and score a record of zeros.",
        "DIR|FILE",
        List.of(),
        List.of("model verify models/digits", "model verify hdfs:///models/digits/digits.zip"));
  }

  @Override
  public int run(CommandLine arguments, Session session) throws Exception {
    ModelArtifact artifact =
        ModelArtifact.open(ModelOptions.onlyArgument(arguments, usage()), session.conf());
    ModelCard card = artifact.card();
    int outputs = LocalCopy.of(artifact, copy -> outputs(copy, card, true));
    session
        .out()
        .printf(
            Locale.ROOT,
            "%s %s: sound (%d inputs, %d outputs, sha256 %s)%n",
            card.name(),
            card.version(),
            card.schema().width(),
            outputs,
            card.sha256());
    return 0;
  }

  /**
   * How many outputs a model has that takes the records of its card.
   *
   * @param finite true if the scores of a record of zeros must be
   */
  static int outputs(java.nio.file.Path copy, ModelCard card, boolean finite) throws IOException {
    if (OnnxFile.isOnnx(copy)) {
      try (Predictor predictor = Engines.open(card, copy, Engine.ONNXRUNTIME)) {
        return predictor.outputs();
      }
    }
    try (LoadedModel model = ModelLoader.load(copy, card)) {
      if (finite) {
        ModelSummary.requireFiniteScores(model);
      }
      return model.outputs();
    }
  }
}
