package io.howdah.optimize;

import io.howdah.model.Drift;
import io.howdah.model.Fingerprint;
import io.howdah.model.Lineage;
import io.howdah.model.LoadedModel;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelLoader;
import io.howdah.model.NativeBackend;
import io.howdah.predict.Dl4jPredictor;
import io.howdah.predict.Engine;
import io.howdah.predict.Engines;
import io.howdah.predict.Interpreter;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.Predictor;
import io.howdah.predict.onnx.OnnxFile;
import io.howdah.record.Excerpt;
import io.howdah.record.PlainName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Builds variants of a model, measures each on the user's records, and chooses one within the
 * budget. Call {@link NativeBackend#prepare()} first.
 */
public final class Optimizer {
  private final Request request;
  private final HalvedSample sample;
  private final Path folder;

  /**
   * What is asked for.
   *
   * @param card of the parent
   * @param model a local copy of its file
   * @param variants to build
   * @param engine that scores the parent and the variants that are networks of DL4J
   * @param budget that {@link Drift#loss} may not exceed
   */
  public record Request(
      ModelCard card,
      Path model,
      List<Variant> variants,
      Engine engine,
      double budget,
      Choice choice) {
    public Request {
      variants = variants.stream().sorted().distinct().toList();
    }
  }

  /**
   * @param folder that the variants are written to
   */
  public Optimizer(Request request, HalvedSample sample, Path folder) {
    this.request = request;
    this.sample = sample;
    this.folder = folder;
  }

  /**
   * Optimises.
   *
   * @throws IOException if the sample or the parent cannot be used; that a variant cannot is part
   *     of the report
   */
  public Report run() throws IOException {
    sample.requireUsable();
    if (OnnxFile.isOnnx(request.model())) {
      throw new OptimizeException(
          "Cannot optimize "
              + request.card().title()
              + ": it is an ONNX model (give the network of Deeplearning4j that it was made from)");
    }
    LoadedModel model = ModelLoader.load(request.model(), request.card());
    NativeBackend.singleThread();
    try (Dl4jPredictor oracle = new Dl4jPredictor(model, Engine.DL4J.text())) {
      Answers truth = Answers.of(oracle, sample.judging());
      if (truth.notFinite() > 0) {
        throw new OptimizeException(
            String.format(
                Locale.ROOT,
                "Cannot optimize: the model itself scores %d of %d records as NaN or infinite",
                truth.notFinite(),
                sample.judging().size()));
      }
      return report(new VariantBuilder(model, sample.calibrating()), truth, OutputUnits.of(model));
    }
  }

  /** One that takes part: what it is, what scores it, what it says. */
  private record Entrant(
      String name,
      ModelCard card,
      BuiltVariant built,
      Predictor predictor,
      Drift drift,
      Optional<String> refusal) {}

  private Report report(VariantBuilder builder, Answers truth, OutputUnits units)
      throws IOException {
    Map<Variant, String> impossible = new EnumMap<>(Variant.class);
    List<Entrant> entrants = new ArrayList<>();
    try {
      BuiltVariant asItIs = new BuiltVariant(request.model(), List.of());
      entrants.add(enter(Contender.PARENT, request.card(), asItIs, truth, units));
      for (Variant variant : request.variants()) {
        try {
          BuiltVariant built = builder.build(variant, folder);
          entrants.add(enter(variant.text(), card(variant, built), built, truth, units));
        } catch (IOException | RuntimeException | LinkageError e) {
          // LinkageError: the jar of ONNX Runtime is not there
          impossible.put(variant, e.getMessage() == null ? e.toString() : e.getMessage());
        }
      }
      List<Contender> contenders = contenders(entrants);
      List<Contender> variants = contenders.subList(1, contenders.size());
      Optional<Contender> best =
          request.choice().among(variants.stream().filter(v -> v.refusal().isEmpty()).toList());
      return new Report(
          contenders.get(0), variants, impossible, best.map(each -> chosen(each, entrants)));
    } finally {
      entrants.forEach(entrant -> entrant.predictor().close());
    }
  }

  private ModelCard card(Variant variant, BuiltVariant built) throws IOException {
    ModelCard parent = request.card();
    return new ModelCard(
        parent.name(),
        parent.version() + "-" + variant.text(),
        parent.schema(),
        parent.inputShape(),
        parent.task(),
        parent.labels(),
        Fingerprint.of(built.file()));
  }

  private Entrant enter(
      String name, ModelCard card, BuiltVariant built, Answers truth, OutputUnits units)
      throws IOException {
    Predictor predictor = open(card, built.file());
    try {
      Answers answers = Answers.of(predictor, sample.judging());
      Drift drift =
          answers.since(
              truth, units, sample.judging(), Interpreter.of(card, false), sample.isLabelled());
      return new Entrant(name, card, built, predictor, drift, refusal(answers, drift));
    } catch (RuntimeException e) {
      predictor.close();
      throw e;
    }
  }

  private Predictor open(ModelCard card, Path file) throws IOException {
    return Engines.open(card, file, OnnxFile.isOnnx(file) ? Engine.ONNXRUNTIME : request.engine());
  }

  private Optional<String> refusal(Answers answers, Drift drift) {
    if (answers.notFinite() > 0) {
      return Optional.of("scores " + answers.notFinite() + " records as NaN or infinite");
    }
    return drift.loss() <= request.budget()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT, "loses %.4f (at most %.4f)", drift.loss(), request.budget()));
  }

  private List<Contender> contenders(List<Entrant> entrants) throws IOException {
    double[] rates =
        Throughput.of(entrants.stream().map(Entrant::predictor).toList(), sample.judging());
    List<Contender> contenders = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      Entrant entrant = entrants.get(i);
      contenders.add(
          new Contender(
              entrant.name(),
              entrant.predictor().engine(),
              Files.size(entrant.built().file()),
              rates[i],
              entrant.drift(),
              entrant.refusal()));
    }
    return contenders;
  }

  private Report.Chosen chosen(Contender best, List<Entrant> entrants) {
    Entrant entrant =
        entrants.stream().filter(each -> each.name().equals(best.name())).findFirst().orElseThrow();
    ModelCard parent = request.card();
    // they name layers, and those may be called anything
    List<String> passes =
        entrant.built().passes().stream()
            .map(pass -> Excerpt.of(pass, PlainName.MOST_OF_DATA - 1))
            .toList();
    Lineage lineage = new Lineage(parent.title(), parent.sha256(), passes, best.drift());
    return new Report.Chosen(
        Variant.of(best.name()), entrant.card().with(lineage), entrant.built().file());
  }
}
