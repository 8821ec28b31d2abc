package io.howdah.predict.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelBlocksTest {
  /** Two convolutions of 5x5 after each other. */
  private static boolean suit(int inputs, int first, int second, int block) {
    OnnxGraph graph = new OnnxGraph();
    String one = conv(graph, OnnxGraph.INPUT, inputs, first);
    String two = conv(graph, one, first, second);
    return ChannelBlocks.suit(graph.model(two, 1, 1).getGraph(), block);
  }

  private static String conv(OnnxGraph graph, String x, int inputs, int outputs) {
    float[] weights = new float[outputs * inputs * 25];
    return graph.node("Conv", x, graph.floats("W", weights, outputs, inputs, 5, 5)).add();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 20, 50, 16, false",
    "1, 20, 50, 8, true",
    "3, 20, 20, 16, false",
    "1, 32, 64, 16, true",
    "3, 24, 48, 16, true",
    "1, 8, 12, 16, true",
    "1, 10, 20, 16, true",
  })
  void blocksThatStayHalfEmptyDoNotSuit(
      int inputs, int first, int second, int block, boolean suits) {
    assertThat(suit(inputs, first, second, block)).isEqualTo(suits);
  }
}
