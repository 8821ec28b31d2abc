package io.howdah.network;

import io.howdah.model.LoadedModel;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a network takes outside the Java heap.
 *
 * @param modelBytes of its parameters
 * @param rowBytes for each row of a mini-batch: its features, what every layer makes of them, and
 *     the patches that a convolution unfolds the image to
 */
public record ModelFootprint(long modelBytes, long rowBytes) {
  /**
   * Of a model that is ONNX already, whose layers nobody here knows: as if three of them were as
   * wide as the features.
   *
   * @param fileBytes of the model's file, which are its parameters
   * @param width of a row
   */
  public static ModelFootprint ofOnnx(long fileBytes, int width) {
    return new ModelFootprint(fileBytes, 4L * width * Float.BYTES);
  }

  /** Sends one row of zeros through the network and adds up what comes out of each layer. */
  public static ModelFootprint of(LoadedModel model) {
    List<Integer> inputShape = model.card().inputShape();
    long[] shape = new long[inputShape.size() + 1];
    shape[0] = 1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = inputShape.get(i - 1);
    }
    long floats = 0;
    long patches = 0;
    try (INDArray row = Nd4j.zeros(DataType.FLOAT, shape)) {
      if (model.network() instanceof MultiLayerNetwork network) {
        List<INDArray> activations = network.feedForward(row, false);
        floats = floats(activations);
        for (int i = 0; i < network.getnLayers(); i++) {
          patches = Math.max(patches, patches(network.getLayer(i), activations.get(i + 1)));
        }
      } else if (model.network() instanceof ComputationGraph graph) {
        var activations = graph.feedForward(row, false);
        floats = floats(activations.values());
        for (var layer : graph.getLayers()) {
          INDArray made = activations.get(layer.conf().getLayer().getLayerName());
          patches = Math.max(patches, made == null ? 0 : patches(layer, made));
        }
      }
    }
    return new ModelFootprint(
        model.network().numParams() * Float.BYTES, (floats + patches) * Float.BYTES);
  }

  private static long floats(Collection<INDArray> activations) {
    return activations.stream().mapToLong(INDArray::length).sum();
  }

  /** Of a two-dimensional convolution: each place of the output has its patch of the input. */
  private static long patches(org.deeplearning4j.nn.api.Layer layer, INDArray made) {
    if (!(layer.conf().getLayer() instanceof ConvolutionLayer convolution) || made.rank() != 4) {
      return 0;
    }
    long patch = convolution.getNIn();
    for (int size : convolution.getKernelSize()) {
      patch *= size;
    }
    return patch * (made.length() / Math.max(1, convolution.getNOut()));
  }
}
