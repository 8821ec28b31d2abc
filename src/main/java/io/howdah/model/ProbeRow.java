package io.howdah.model;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One record of zeros, to see whether a model works at all. */
final class ProbeRow {
  private ProbeRow() {}

  /** The card's input shape with a mini-batch of one before it. */
  static long[] shape(ModelCard card) {
    long[] shape = new long[card.inputShape().size() + 1];
    shape[0] = 1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = card.inputShape().get(i - 1);
    }
    return shape;
  }

  /** The model's output for it. */
  static INDArray score(Model network, Optional<Normalization> normalizer, long[] shape)
      throws ModelException {
    try {
      return LoadedModel.output(network, normalizer, Nd4j.zeros(DataType.FLOAT, shape));
    } catch (RuntimeException e) {
      throw new ModelException(
          "Cannot score a record of the card's input shape "
              + Arrays.toString(Arrays.copyOfRange(shape, 1, shape.length))
              + ": "
              + firstLine(e),
          e);
    }
  }

  /** DL4J's messages go over many lines. */
  static String firstLine(Throwable error) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    return message.lines().findFirst().orElse(error.toString());
  }
}
