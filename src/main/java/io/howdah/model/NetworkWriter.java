package io.howdah.model;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a network as the zip of DL4J's {@code ModelSerializer}, without its training state. The
 * same network gives the same bytes, so the same SHA-256.
 */
public final class NetworkWriter {
  /** Zip entries carry a date. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private NetworkWriter() {}

  /**
   * Writes a network, replacing the file.
   *
   * @param normalizer of the features, and of the outputs where it was fitted to labels
   * @param storage type that the weights are stored in; the network goes on to compute in its own
   * @throws ModelException when a finite weight is too large for the storage type
   */
  public static void write(
      Model network, Optional<Normalization> normalizer, DataType storage, Path zip)
      throws IOException {
    INDArray stored = stored(network.params(), storage);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      begin(out, ModelZip.CONFIGURATION);
      out.write(json(network).getBytes(StandardCharsets.UTF_8));
      if (stored == null) {
        begin(out, ModelZip.NO_PARAMS);
      } else {
        begin(out, ModelZip.COEFFICIENTS);
        // not closed: that would close the zip
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        Nd4j.write(stored, data);
        data.flush();
      }
      if (normalizer.isPresent()) {
        begin(out, ModelZip.NORMALIZER);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(normalizer.get().normalizer(), bytes);
        bytes.writeTo(out);
      }
    }
  }

  /** Null where the network has no weights. */
  private static INDArray stored(INDArray params, DataType storage) throws ModelException {
    if (params == null || params.isEmpty()) {
      return null;
    }
    if (params.dataType() == storage) {
      return params;
    }
    INDArray cast = params.castTo(storage);
    double largest = params.amaxNumber().doubleValue();
    if (Double.isFinite(largest) && !Double.isFinite(cast.amaxNumber().doubleValue())) {
      throw new ModelException(
          "Cannot store the weight " + largest + " as " + storage.name() + ": it is too large");
    }
    return cast;
  }

  private static String json(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getConfiguration().toJson()
        : ((MultiLayerNetwork) network).getLayerWiseConfigurations().toJson();
  }

  private static void begin(ZipOutputStream out, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    out.putNextEntry(entry);
  }
}
