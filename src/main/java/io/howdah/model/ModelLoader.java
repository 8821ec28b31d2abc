package io.howdah.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.exc.InvalidTypeIdException;

/**
 * Turns a local zip into a network. Call {@link NativeBackend#prepare()} first.
 *
 * <p>DL4J's own {@code ModelSerializer.restore…} is not used: it hands entries of the zip to {@code
 * ObjectInputStream}, so a crafted model runs code. Here the zip is checked by {@link ModelZip} and
 * then read entry by entry, {@link NetworkClasses} are the only ones that its JSON can name, and
 * nothing deserialises Java objects. Therefore no serial filter is set either: it would hold for
 * the whole JVM, which is also Hadoop's and HBase's.
 */
public final class ModelLoader {
  private ModelLoader() {}

  /** {@link #load(Path, ModelCard, ModelZip.Limits)} with the default limits. */
  public static LoadedModel load(Path localZip, ModelCard card) throws IOException {
    return load(localZip, card, ModelZip.Limits.DEFAULT);
  }

  /**
   * Checks the zip, restores the network without its training state, and scores one record of
   * zeros, so that what does not fit together fails here.
   *
   * @throws ModelException when the file is not the card's, is not safe, cannot be restored, or its
   *     inputs or outputs are not those of the card
   */
  public static LoadedModel load(Path localZip, ModelCard card, ModelZip.Limits limits)
      throws IOException {
    Fingerprint.require(localZip, card);
    ModelZip zip = ModelZip.check(localZip, limits);
    Model network = restore(localZip, zip);
    Optional<Normalization> normalizer = normalizer(localZip, zip);
    long[] shape = ProbeRow.shape(card);
    NetworkInput.check(network, card);
    int outputs = Math.toIntExact(ProbeRow.score(network, Optional.empty(), shape).length());
    card.requireOutputs(outputs);
    if (normalizer.isPresent()) {
      normalizer.get().requireFits(card, outputs);
      ProbeRow.score(network, normalizer, shape);
    }
    return new LoadedModel(card, network, normalizer, outputs);
  }

  private static Model restore(Path localZip, ModelZip zip) throws ModelException {
    try {
      NetworkClasses.guard();
      INDArray params = zip.coefficients() < 0 ? Nd4j.empty(DataType.FLOAT) : params(localZip);
      return switch (zip.kind()) {
        case MULTI_LAYER_NETWORK -> {
          MultiLayerConfiguration conf = MultiLayerConfiguration.fromJson(zip.configuration());
          MultiLayerNetwork network = new MultiLayerNetwork(conf);
          network.init(own(params, conf.getDataType()), false);
          yield network;
        }
        case COMPUTATION_GRAPH -> {
          ComputationGraphConfiguration conf =
              ComputationGraphConfiguration.fromJson(zip.configuration());
          ComputationGraph graph = new ComputationGraph(conf);
          graph.init(own(params, conf.getDataType()), false);
          yield graph;
        }
      };
    } catch (IOException | RuntimeException e) {
      throw refusedClass(localZip, e).orElseGet(() -> failed(localZip, e));
    }
  }

  /** What to say where the configuration names a class that is not DL4J's. */
  private static Optional<ModelException> refusedClass(Path localZip, Exception failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(InvalidTypeIdException.class::isInstance)
        .map(cause -> ((InvalidTypeIdException) cause).getTypeId())
        .filter(name -> name != null && !NetworkClasses.isKnown(name))
        .map(
            name ->
                new ModelException(
                    "Invalid model zip: "
                        + localZip.getFileName()
                        + ": "
                        + ModelZip.CONFIGURATION
                        + " names the class "
                        + name
                        + " (must be one of DL4J's own)",
                    failure))
        .findFirst();
  }

  private static INDArray params(Path localZip) throws IOException {
    try (InputStream in = ModelZip.openCoefficients(localZip);
        DataInputStream data = new DataInputStream(in)) {
      return Nd4j.read(data);
    }
  }

  /**
   * As the network computes with them, and as memory of its own. Weights may be stored in half the
   * bytes; and as a row, of which the network would take a view, whose memory nobody can free.
   */
  private static INDArray own(INDArray params, DataType type) {
    boolean isRow = params.rank() == 2 && params.size(0) == 1;
    if (params.isEmpty() || (params.dataType() == type && !isRow)) {
      return params;
    }
    INDArray own =
        isRow
            ? Nd4j.createUninitialized(type, params.length())
                .assign(params.reshape(params.length()))
            : params.castTo(type);
    params.close();
    return own;
  }

  private static Optional<Normalization> normalizer(Path localZip, ModelZip zip)
      throws ModelException {
    if (zip.normalizer().length == 0) {
      return Optional.empty();
    }
    try {
      Normalizer<?> restored =
          NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(zip.normalizer()));
      return Optional.of(Normalization.restored(restored));
      // restore() declares Exception itself
    } catch (Exception e) {
      throw failed(localZip, e);
    }
  }

  private static ModelException failed(Path localZip, Exception cause) {
    return new ModelException(
        "Cannot restore the model " + localZip.getFileName() + ": " + ProbeRow.firstLine(cause),
        cause);
  }
}
