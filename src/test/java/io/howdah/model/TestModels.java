package io.howdah.model;

import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks: four inputs, three outputs. */
final class TestModels {
  static {
    NativeBackend.prepare();
  }

  private TestModels() {}

  static MultiLayerNetwork dense() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).activation(Activation.RELU).build())
                .layer(softmax().nIn(5).build())
                .build());
    network.init();
    return network;
  }

  static MultiLayerNetwork convolutional() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
                .layer(softmax().build())
                .setInputType(InputType.convolutional(2, 2, 1))
                .build());
    network.init();
    return network;
  }

  static ComputationGraph graph(int outputs) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .graphBuilder()
            .addInputs("in")
            .addLayer("dense", new DenseLayer.Builder().nIn(4).nOut(5).build(), "in");
    String[] names = IntStream.range(0, outputs).mapToObj(i -> "out" + i).toArray(String[]::new);
    for (String name : names) {
      builder.addLayer(name, softmax().nIn(5).build(), "dense");
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(names).build());
    graph.init();
    return graph;
  }

  static DataNormalization normalizer() {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(Nd4j.rand(20, 4), Nd4j.rand(20, 3)));
    return normalizer;
  }

  static Path save(Model network, Path zip) throws IOException {
    ModelSerializer.writeModel(network, zip.toFile(), true);
    return zip;
  }

  static ModelCard card(Path zip, int width, String... labels) throws IOException {
    return card(zip, width, List.of(width), Task.CLASSIFICATION, labels);
  }

  static ModelCard card(Path zip, int width, List<Integer> inputShape, Task task, String... labels)
      throws IOException {
    List<Feature> features =
        IntStream.range(0, width)
            .<Feature>mapToObj(i -> new Feature.Numeric("p" + i, Float.NaN))
            .toList();
    return new ModelCard(
        "test",
        "1",
        new RecordSchema("id", Optional.empty(), features),
        inputShape,
        task,
        List.of(labels),
        Fingerprint.of(zip));
  }

  private static OutputLayer.Builder softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX);
  }
}
