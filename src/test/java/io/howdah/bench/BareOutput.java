package io.howdah.bench;

import java.io.File;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What a JVM costs that loads a network and scores one mini-batch of it, and nothing else. */
public final class BareOutput {
  private BareOutput() {}

  /**
   * @param arguments the network's file, the rows of the mini-batch, the width of a row
   */
  public static void main(String[] arguments) throws Exception {
    MultiLayerNetwork network = MultiLayerNetwork.load(new File(arguments[0]), false);
    int rows = Integer.parseInt(arguments[1]);
    int width = Integer.parseInt(arguments[2]);
    if (network.output(Nd4j.rand(DataType.FLOAT, rows, width)).rows() != rows) {
      throw new IllegalStateException("Invalid output");
    }
  }
}
