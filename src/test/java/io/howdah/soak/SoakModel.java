package io.howdah.soak;

import io.howdah.model.NativeBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network for one task, and what a user of Deeplearning4j computes with it: one record at a time,
 * {@code transform}, {@code output} and, where the labels were normalised, {@code revertLabels}.
 *
 * @param task as a card names it
 * @param labels of the card
 * @param width of the input
 * @param normalizer null where the network takes the features as they are
 * @param zip the artifact's file
 */
record SoakModel(
    String task,
    List<String> labels,
    int width,
    MultiLayerNetwork network,
    NormalizerStandardize normalizer,
    Path zip,
    String sha256) {
  static final int WIDTH = 5;
  private static final int HIDDEN = 7;

  /** One network for each task and each number of outputs, without and with a normaliser. */
  static List<SoakModel> all(Path folder) throws IOException {
    NativeBackend.prepare();
    return List.of(
        of(folder, "one", "classification", List.of("no", "yes"), 1, Activation.SIGMOID, 1, false),
        of(
            folder,
            "many",
            "classification",
            List.of("a", "ß", "c,\""),
            3,
            Activation.SOFTMAX,
            2,
            true),
        of(folder, "number", "regression", List.of(), 1, Activation.IDENTITY, 3, false),
        of(folder, "scaled", "regression", List.of(), 1, Activation.IDENTITY, 4, true),
        of(
            folder,
            "several",
            "multi-label",
            List.of("u", "v", "w"),
            3,
            Activation.SIGMOID,
            5,
            true),
        of(folder, "vector", "embedding", List.of(), 4, Activation.TANH, 6, false));
  }

  private static SoakModel of(
      Path folder,
      String name,
      String task,
      List<String> labels,
      int outputs,
      Activation activation,
      int seed,
      boolean normalized)
      throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .list()
                .layer(dense(WIDTH, HIDDEN))
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(HIDDEN)
                        .nOut(outputs)
                        .activation(activation)
                        .build())
                .build());
    network.init();
    NormalizerStandardize normalizer = null;
    if (normalized) {
      normalizer = new NormalizerStandardize();
      normalizer.fitLabel(task.equals("regression"));
      Nd4j.getRandom().setSeed(seed);
      normalizer.fit(
          new DataSet(
              Nd4j.randn(50, WIDTH).muli(3).addi(1), Nd4j.randn(50, outputs).muli(40).addi(300)));
    }
    Path zip = folder.resolve(name + ".zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
    if (normalizer != null) {
      ModelSerializer.addNormalizerToModel(zip.toFile(), normalizer);
    }
    return new SoakModel(task, labels, WIDTH, network, normalizer, zip, sha256(zip));
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.TANH).build();
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The outputs for one record. */
  synchronized float[] outputs(float[] features) {
    INDArray input = Nd4j.createFromArray(new float[][] {features});
    if (normalizer != null) {
      normalizer.transform(input);
    }
    INDArray output = network.output(input);
    if (normalizer != null && normalizer.isFitLabel()) {
      normalizer.revertLabels(output);
    }
    return output.toFloatVector();
  }
}
