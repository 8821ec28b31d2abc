package io.howdah.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A model artifact of four inputs: key {@code id}, numbers x and y, colour red or green. */
public final class SmallModel {
  public static final String HEADER = "id,x,y,colour";

  private final MultiLayerNetwork network;
  private final Path folder;
  private final int version;

  /** Writes the artifact, version 1, into a folder. */
  public SmallModel(Path folder) throws IOException {
    this(folder, 1);
  }

  /** Writes a version of the artifact into a folder: each has weights of its own. */
  public SmallModel(Path folder, int version) throws IOException {
    NativeBackend.prepare();
    this.version = version;
    this.folder = Files.createDirectories(folder);
    this.network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(10 + version)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    ModelSerializer.writeModel(network, folder.resolve("small.zip").toFile(), false);
    card("\"x\"", "\"y\"");
  }

  /** Writes the card with these numeric features, each a JSON string, before the colour. */
  public void card(String... numbers) throws IOException {
    StringBuilder features = new StringBuilder();
    for (String name : numbers) {
      features.append("{\"name\":").append(name).append(",\"type\":\"numeric\"},");
    }
    Files.writeString(
        folder.resolve("card.json"),
        """
        {"name":"small","version":"%d","key":"id","features":[%s
         {"name":"colour","type":"one-hot","categories":["red","green"]}],
         "inputShape":[%d],"task":"classification","labels":["no","yes"],"sha256":"%s"}
        """
            .formatted(
                version,
                features,
                numbers.length + 2,
                Fingerprint.of(folder.resolve("small.zip"))));
  }

  public String path() {
    return folder.toUri().toString();
  }

  /** What the network itself says of {@code id,x,y,colour}: its two outputs. */
  public float[] outputs(String line) {
    String[] fields = line.split(",", -1);
    boolean red = fields[3].equals("red");
    try (INDArray input =
        Nd4j.createFromArray(
            new float[][] {
              {Float.parseFloat(fields[1]), Float.parseFloat(fields[2]), red ? 1 : 0, red ? 0 : 1}
            })) {
      return network.output(input).toFloatVector();
    }
  }
}
