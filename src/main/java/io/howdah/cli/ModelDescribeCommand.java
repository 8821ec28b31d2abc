package io.howdah.cli;

import io.howdah.cli.options.ModelOptions;
import io.howdah.cli.options.Usage;
import io.howdah.cli.text.LineageText;
import io.howdah.model.LoadedModel;
import io.howdah.model.LocalCopy;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.model.ModelSummary;
import io.howdah.model.Normalization;
import io.howdah.predict.onnx.OnnxFile;
import io.howdah.predict.onnx.OnnxModel;
import io.howdah.record.Excerpt;
import io.howdah.record.PlainName;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;

/** {@code model describe}: what a model takes, what it gives and what it is made of. */
public final class ModelDescribeCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "model describe",
        "Show a model's card, layers and parameters.",
        "DIR|FILE",
        List.of(),
        List.of("model describe models/digits"));
  }

  @Override
  public int run(CommandLine arguments, Session session) throws Exception {
    ModelArtifact artifact =
        ModelArtifact.open(ModelOptions.onlyArgument(arguments, usage()), session.conf());
    return LocalCopy.of(artifact, copy -> print(artifact, copy, session.out()));
  }

  private static int print(ModelArtifact artifact, java.nio.file.Path copy, PrintStream out)
      throws IOException {
    ModelCard card = artifact.card();
    if (OnnxFile.isOnnx(copy)) {
      OnnxModel model = OnnxFile.read(copy, card);
      print(artifact, model.outputs(), "in the graph", out);
      print(model.summary(), out);
      return 0;
    }
    try (LoadedModel model = ModelLoader.load(copy, card)) {
      String normalizer = model.normalizer().map(Normalization::toString).orElse("-");
      print(artifact, model.outputs(), normalizer, out);
      print(ModelSummary.of(model), out);
      return 0;
    }
  }

  private static void print(
      ModelArtifact artifact, int outputs, String normalizer, PrintStream out) {
    ModelCard card = artifact.card();
    out.printf(Locale.ROOT, "model        %s %s%n", card.name(), card.version());
    out.printf(
        Locale.ROOT,
        "file         %s (%d bytes)%n",
        ModelOptions.shown(artifact.modelPath()),
        artifact.length());
    out.printf(Locale.ROOT, "sha256       %s%n", card.sha256());
    out.printf(Locale.ROOT, "task         %s%n", card.task().text());
    out.printf(Locale.ROOT, "key          %s%n", shown(card.schema().key()));
    out.printf(
        Locale.ROOT,
        "time         %s%n",
        card.schema().time().map(ModelDescribeCommand::shown).orElse("-"));
    out.printf(Locale.ROOT, "inputs       %d %s%n", card.schema().width(), card.inputShape());
    out.printf(Locale.ROOT, "outputs      %d %s%n", outputs, card.labels());
    out.printf(Locale.ROOT, "normalizer   %s%n", normalizer);
    card.lineage().ifPresent(lineage -> LineageText.print(lineage, out));
  }

  private static void print(ModelSummary summary, PrintStream out) {
    out.printf(Locale.ROOT, "network      %s%n", shown(summary.network()));
    out.printf(Locale.ROOT, "parameters   %d%n", summary.parameters());
    for (ModelSummary.LayerSummary layer : summary.layers()) {
      out.printf(
          Locale.ROOT,
          "  %-20s %-24s %d%n",
          shown(layer.name()),
          shown(layer.type()),
          layer.parameters());
    }
  }

  /** What the model's makers wrote. */
  private static String shown(String text) {
    return Excerpt.of(text, PlainName.MOST_OF_DATA);
  }
}
