package io.howdah.optimize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.howdah.model.ModelException;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.onnx.OnnxGraph;
import io.howdah.predict.onnx.OnnxModel;
import io.howdah.predict.onnx.OnnxRuntime;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** Shows the values that tensors inside a graph take. */
final class TensorObserver implements AutoCloseable {
  private final OrtSession session;
  private final Set<String> tensors;

  /**
   * Opens the model with more outputs.
   *
   * @param tensors of floats, the input among them where it is wanted
   */
  TensorObserver(OnnxModel model, Set<String> tensors) throws ModelException {
    this.tensors = tensors;
    ModelProto.Builder shown = model.proto().toBuilder();
    for (String tensor : inner()) {
      shown
          .getGraphBuilder()
          .addOutput(
              ValueInfoProto.newBuilder()
                  .setName(tensor)
                  .setType(
                      TypeProto.newBuilder()
                          .setTensorType(
                              TypeProto.Tensor.newBuilder()
                                  .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
    }
    try (OrtSession.SessionOptions options = OnnxRuntime.options(model)) {
      this.session = OnnxRuntime.environment().createSession(shown.build().toByteArray(), options);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private Set<String> inner() {
    Set<String> inner = new LinkedHashSet<>(tensors);
    inner.remove(OnnxGraph.INPUT);
    return inner;
  }

  /** Runs a mini-batch and shows the values of each tensor. */
  void observe(MiniBatch batch, BiConsumer<String, FloatBuffer> each) throws ModelException {
    FloatBuffer rows = rows(batch);
    if (tensors.contains(OnnxGraph.INPUT)) {
      each.accept(OnnxGraph.INPUT, rows.duplicate());
    }
    Set<String> inner = inner();
    if (inner.isEmpty()) {
      return;
    }
    long[] shape = {batch.size(), batch.width()};
    try (OnnxTensor input = OnnxTensor.createTensor(OnnxRuntime.environment(), rows, shape);
        OrtSession.Result result = session.run(Map.of(OnnxGraph.INPUT, input), inner)) {
      for (String tensor : inner) {
        each.accept(tensor, ((OnnxTensor) result.get(tensor).orElseThrow()).getFloatBuffer());
      }
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private static FloatBuffer rows(MiniBatch batch) {
    return batch.floats().asBuffer().limit(batch.size() * batch.width());
  }

  private static ModelException failed(OrtException e) {
    return new ModelException("Cannot calibrate in ONNX Runtime: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Failed to close ONNX Runtime's session", e);
    }
  }
}
