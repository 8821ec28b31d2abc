package io.howdah.optimize;

import io.howdah.model.ChannelAffine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A copy of one layer's weights, by DL4J's names for them. */
final class LayerWeights {
  static final String WEIGHTS = "W";
  static final String BIAS = "b";

  private final Map<String, INDArray> arrays = new LinkedHashMap<>();

  static LayerWeights copyOf(Map<String, INDArray> table) {
    LayerWeights copy = new LayerWeights();
    table.forEach((name, array) -> copy.arrays.put(name, array.dup()));
    return copy;
  }

  Map<String, INDArray> arrays() {
    return arrays;
  }

  /**
   * Makes the layer's outputs what the affine map would make of them.
   *
   * @param layer dense or convolutional, its activation the identity
   */
  void foldOutput(ChannelAffine affine, FeedForwardLayer layer) {
    INDArray weights = wide(WEIGHTS);
    boolean dense = weights.rank() == 2;
    int outputs = affine.channels();
    INDArray bias = arrays.containsKey(BIAS) ? wide(BIAS) : zeros(outputs);
    INDArray factors = Nd4j.createFromArray(affine.scale());
    put(
        WEIGHTS,
        weights.mul(
            factors.reshape(dense ? new long[] {1, outputs} : new long[] {outputs, 1, 1, 1})));
    put(
        BIAS,
        bias.mul(factors.reshape(1, outputs))
            .addi(Nd4j.createFromArray(affine.shift()).reshape(1, outputs)));
    Layers.addBias(layer);
  }

  /**
   * Makes the layer compute of its inputs what it computed of what the affine map made of them.
   *
   * @param layer dense, or convolutional without padding where the map moves zero
   */
  void foldInput(ChannelAffine affine, FeedForwardLayer layer) {
    INDArray weights = wide(WEIGHTS);
    boolean dense = weights.rank() == 2;
    int inputs = affine.channels();
    long[] shape = dense ? new long[] {inputs, 1} : new long[] {1, inputs, 1, 1};
    if (!affine.keepsZero()) {
      INDArray moved = weights.mul(Nd4j.createFromArray(affine.shift()).reshape(shape));
      INDArray sum = dense ? moved.sum(0) : moved.sum(1, 2, 3);
      INDArray bias = arrays.containsKey(BIAS) ? wide(BIAS) : zeros((int) sum.length());
      put(BIAS, bias.add(sum.reshape(1, sum.length())));
      Layers.addBias(layer);
    }
    put(WEIGHTS, weights.mul(Nd4j.createFromArray(affine.scale()).reshape(shape)));
  }

  private INDArray wide(String name) {
    return arrays.get(name).castTo(DataType.DOUBLE);
  }

  private static INDArray zeros(int length) {
    return Nd4j.zeros(DataType.DOUBLE, 1, length);
  }

  private void put(String name, INDArray wide) {
    arrays.put(name, wide.castTo(arrays.get(WEIGHTS).dataType()));
  }
}
