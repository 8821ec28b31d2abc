package io.howdah.cli;

import io.howdah.model.LoadedModel;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelSummary;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.fs.Path;

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
        ModelArtifact.open(new Path(ModelOptions.onlyArgument(arguments, this)), session.conf());
    LoadedModel model = LocalCopy.load(artifact);
    ModelSummary.requireFiniteScores(model);
    session
        .out()
        .printf(
            "%s %s: sound (%d inputs, %d outputs, sha256 %s)%n",
            model.card().name(),
            model.card().version(),
            model.card().schema().width(),
            model.outputs(),
            model.card().sha256());
    return 0;
  }
}
