package io.howdah.predict.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.howdah.model.ModelException;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Engine {@code onnxruntime}. It reads the features where the mini-batch holds them; a row's scores
 * do not depend on the rows around it.
 */
public final class OnnxRuntimePredictor implements Predictor {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final int outputs;
  private Binding binding;

  private OnnxRuntimePredictor(OrtEnvironment environment, OrtSession session, int outputs) {
    this.environment = environment;
    this.session = session;
    this.outputs = outputs;
  }

  /**
   * @throws ModelException when ONNX Runtime is not there or does not take the model
   */
  public static OnnxRuntimePredictor open(OnnxModel model) throws ModelException {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = OnnxRuntime.oneThread()) {
      OrtSession session = environment.createSession(model.proto().toByteArray(), options);
      return new OnnxRuntimePredictor(environment, session, model.outputs());
    } catch (OrtException e) {
      throw new ModelException("Cannot open the model in ONNX Runtime: " + e.getMessage(), e);
    }
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public String engine() {
    return "onnxruntime";
  }

  @Override
  public void predict(MiniBatch batch, int from, int to, Scores scores) {
    try {
      bind(batch, from, to);
      session.run(binding.inputs, binding.outputs).close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
    binding.result.get(0, scores.values(), from * outputs, (to - from) * outputs);
  }

  /** Keeps the tensors of the last range: nearly always the next one is the same. */
  private void bind(MiniBatch batch, int from, int to) throws OrtException {
    if (binding == null || !binding.isOf(batch, from, to)) {
      release();
      binding = Binding.of(environment, batch, from, to, outputs);
    }
  }

  private void release() {
    if (binding != null) {
      binding.close();
      binding = null;
    }
  }

  @Override
  public void close() {
    release();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Failed to close ONNX Runtime's session", e);
    }
  }

  /** Tensors over the memory of a range of rows and of their scores. */
  private record Binding(
      MiniBatch batch,
      int from,
      int to,
      OnnxTensor input,
      OnnxTensor output,
      FloatBuffer result,
      Map<String, OnnxTensor> inputs,
      Map<String, OnnxTensor> outputs) {
    static Binding of(OrtEnvironment environment, MiniBatch batch, int from, int to, int outputs)
        throws OrtException {
      long width = batch.width();
      FloatPointer rows = new FloatPointer(batch.floats());
      rows.position(from * width).limit(to * width);
      FloatBuffer result =
          ByteBuffer.allocateDirect((to - from) * outputs * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      long count = (long) to - from;
      OnnxTensor input =
          OnnxTensor.createTensor(environment, rows.asBuffer(), new long[] {count, width});
      OnnxTensor output = OnnxTensor.createTensor(environment, result, new long[] {count, outputs});
      return new Binding(
          batch,
          from,
          to,
          input,
          output,
          result,
          Map.of(OnnxGraph.INPUT, input),
          Map.of(OnnxGraph.OUTPUT, output));
    }

    boolean isOf(MiniBatch otherBatch, int otherFrom, int otherTo) {
      return batch == otherBatch && from == otherFrom && to == otherTo;
    }

    void close() {
      input.close();
      output.close();
    }
  }
}
