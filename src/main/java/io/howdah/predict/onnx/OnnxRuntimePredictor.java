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
  private final String input;
  private final String output;
  private final int outputs;
  private final String engine;
  private FloatBuffer results = FloatBuffer.allocate(0);
  private Binding binding;

  private OnnxRuntimePredictor(
      OrtEnvironment environment, OrtSession session, OnnxModel model, String engine) {
    this.environment = environment;
    this.session = session;
    this.input = model.input();
    this.output = model.output();
    this.outputs = model.outputs();
    this.engine = engine;
  }

  /** {@link #open(OnnxModel, String)} for those who asked for this engine. */
  public static OnnxRuntimePredictor open(OnnxModel model) throws ModelException {
    return open(model, "onnxruntime");
  }

  /**
   * @param engine what {@link #engine} tells: {@code onnxruntime}, and why where another was asked
   *     for
   * @throws ModelException when ONNX Runtime is not there or does not take the model
   */
  public static OnnxRuntimePredictor open(OnnxModel model, String engine) throws ModelException {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = OnnxRuntime.options(model)) {
      OrtSession session = environment.createSession(model.proto().toByteArray(), options);
      return new OnnxRuntimePredictor(environment, session, model, engine);
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
    return engine;
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
      binding = bound(batch, from, to);
    }
  }

  private Binding bound(MiniBatch batch, int from, int to) throws OrtException {
    long width = batch.width();
    long rows = (long) to - from;
    FloatPointer features = new FloatPointer(batch.floats());
    features.position(from * width).limit(to * width);
    FloatBuffer result = results(Math.toIntExact(rows * outputs));
    OnnxTensor in =
        OnnxTensor.createTensor(environment, features.asBuffer(), new long[] {rows, width});
    OnnxTensor out = OnnxTensor.createTensor(environment, result, new long[] {rows, outputs});
    return new Binding(batch, from, to, in, out, result, Map.of(input, in), Map.of(output, out));
  }

  /** Memory outside the heap, that of the last range where it is large enough. */
  private FloatBuffer results(int floats) {
    if (results.capacity() < floats) {
      results =
          ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    return results.slice(0, floats);
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
    boolean isOf(MiniBatch otherBatch, int otherFrom, int otherTo) {
      return batch == otherBatch && from == otherFrom && to == otherTo;
    }

    void close() {
      input.close();
      output.close();
    }
  }
}
