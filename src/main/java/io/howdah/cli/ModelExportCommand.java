package io.howdah.cli;

import io.howdah.cli.options.Arguments;
import io.howdah.cli.options.ModelOptions;
import io.howdah.cli.options.Usage;
import io.howdah.cli.options.UsageException;
import io.howdah.files.GivenPath;
import io.howdah.files.PlainFile;
import io.howdah.model.LoadedModel;
import io.howdah.model.LocalCopy;
import io.howdah.model.ModelArtifact;
import io.howdah.model.ModelException;
import io.howdah.model.ModelLoader;
import io.howdah.predict.EquivalenceCheck;
import io.howdah.predict.onnx.OnnxExport;
import io.howdah.predict.onnx.OnnxFile;
import io.howdah.predict.onnx.OnnxGraph;
import io.howdah.predict.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** {@code model export}: the network in a format that other tools read. */
public final class ModelExportCommand implements Command {
  private static final String ONNX = "onnx";

  @Override
  public Usage usage() {
    return new Usage(
        "model export",
        "Write the network and its normalizer as ONNX, once its scores are those of DL4J.",
        "DIR|FILE --format onnx [--output FILE]",
        List.of(
            Arguments.with("format", "FORMAT", "onnx"),
            Arguments.with("output", "FILE", "the file to write (default: ./NAME.onnx)"),
            Arguments.flag("force", "replace the file that is there")),
        List.of(
            "model export models/digits --format onnx",
            "model export hdfs:///models/digits/digits.zip --format onnx --output"
                + " exports/digits.onnx --force"));
  }

  @Override
  public int run(CommandLine arguments, Session session) throws Exception {
    String model = ModelOptions.onlyArgument(arguments, usage());
    String format = arguments.getOptionValue("format");
    if (!ONNX.equals(format)) {
      throw new UsageException("Invalid --format: " + format + " (must be onnx)");
    }
    ModelArtifact artifact = ModelArtifact.open(model, session.conf());
    Path output =
        GivenPath.of(
            arguments.getOptionValue("output", ModelArtifact.name(artifact.modelPath()) + ".onnx"),
            session.conf());
    FileSystem fs = output.getFileSystem(session.conf());
    Path target = fs.makeQualified(output);
    boolean force = arguments.hasOption("force");
    if (!force && fs.exists(target)) {
      throw new IOException("Cannot write " + target + ": it is there (replace it with --force)");
    }
    OnnxExport export = LocalCopy.of(artifact, copy -> export(artifact, copy));
    byte[] bytes = export.model().proto().toByteArray();
    PlainFile.replace(target, bytes, session.conf());
    print(export, bytes.length, target, session.out());
    return 0;
  }

  private static OnnxExport export(ModelArtifact artifact, java.nio.file.Path copy)
      throws IOException {
    if (OnnxFile.isOnnx(copy)) {
      throw new ModelException("Cannot export " + artifact.modelPath() + ": it is ONNX already");
    }
    try (LoadedModel network = ModelLoader.load(copy, artifact.card())) {
      return OnnxExport.of(network);
    }
  }

  private static void print(OnnxExport export, long bytes, Path target, PrintStream out) {
    OnnxModel model = export.model();
    out.printf(Locale.ROOT, "file         %s (%d bytes)%n", ModelOptions.shown(target), bytes);
    out.printf(
        Locale.ROOT, "opset        %d, format version %d%n", OnnxGraph.OPSET, OnnxGraph.IR_VERSION);
    out.printf(
        Locale.ROOT,
        "input        %s: [%s, %d] floats%n",
        model.input(),
        OnnxGraph.ROWS,
        model.width());
    out.printf(
        Locale.ROOT,
        "output       %s: [%s, %d] floats%n",
        model.output(),
        OnnxGraph.ROWS,
        model.outputs());
    out.printf(Locale.ROOT, "nodes        %d%n", model.proto().getGraph().getNodeCount());
    out.printf(
        Locale.ROOT,
        "checked      largest difference from DL4J's scores %.2g of max(1, |score|) in the"
            + " network's units, at most %.0e%n",
        export.difference(),
        EquivalenceCheck.TOLERANCE);
  }
}
