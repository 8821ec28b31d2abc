package io.howdah.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.onnx.OnnxGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A perceptron in ONNX Runtime alone: a graph of {@code Gemm}, {@code Relu} and {@code Softmax}, on
 * one thread, with tensors that are made once. Its result is left in the tensor.
 */
final class BareOnnxRuntime implements Contender {
  private final OrtSession session;
  private final MiniBatch rows;
  private final OnnxTensor input;
  private final OnnxTensor output;
  private final FloatBuffer result;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  BareOnnxRuntime(BenchNetwork of) throws OrtException {
    rows = of.rows();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(graph(of), options);
    }
    result =
        ByteBuffer.allocateDirect(of.miniBatch() * of.outputs() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    input =
        OnnxTensor.createTensor(
            environment,
            rows.floats().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer(),
            new long[] {of.miniBatch(), of.width()});
    output =
        OnnxTensor.createTensor(environment, result, new long[] {of.miniBatch(), of.outputs()});
    inputs = Map.of(OnnxGraph.INPUT, input);
    outputs = Map.of(OnnxGraph.OUTPUT, output);
  }

  private static byte[] graph(BenchNetwork of) {
    MultiLayerNetwork network = of.network();
    OnnxGraph graph = new OnnxGraph();
    String x = OnnxGraph.INPUT;
    for (int i = 0; i < network.getnLayers(); i++) {
      INDArray weights = network.getLayer(i).getParam("W");
      INDArray bias = network.getLayer(i).getParam("b");
      String product =
          graph
              .node(
                  "Gemm",
                  x,
                  graph.floats("w", weights.dup('c').data().asFloat(), weights.shape()),
                  graph.floats("b", bias.dup().data().asFloat(), bias.length()))
              .add();
      x = graph.node(i < network.getnLayers() - 1 ? "Relu" : "Softmax", product).add();
    }
    return graph.model(x, of.width(), of.outputs()).toByteArray();
  }

  @Override
  public void score() {
    try {
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public float[] scores() {
    float[] scores = new float[result.capacity()];
    result.get(0, scores);
    return scores;
  }

  @Override
  public void close() {
    input.close();
    output.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    rows.floats().close();
  }
}
